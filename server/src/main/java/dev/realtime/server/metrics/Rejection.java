package dev.realtime.server.metrics;

import java.util.Locale;

/** Why a connection, command or publication was turned away to protect the node. */
public enum Rejection {
  /** The node holds as many connections as it may. */
  CONNECTIONS,
  /** The user holds as many connections as it may. */
  CONNECTIONS_PER_USER,
  /** The client address holds as many connections as it may. */
  CONNECTIONS_PER_IP,
  /** As many sockets as may be are in their handshake. */
  HANDSHAKES,
  /** The bodies of HTTP requests take as much memory as they may. */
  REQUEST_BODIES,
  /** As many commands of the client as may be are under way. */
  PENDING_COMMANDS,
  /** More new connections a second than the node takes. */
  CONNECT_RATE,
  /** Heap or direct memory is nearly used up. */
  MEMORY,
  /** The event loops lag behind. */
  LOOP_LAG,
  /** Maintenance mode. */
  MAINTENANCE,
  /** The node is draining. */
  DRAINING,
  /** A rate limit of a connection. */
  RATE_PER_CONNECTION,
  /** A rate limit of a user. */
  RATE_PER_USER,
  /** A rate limit of a channel. */
  RATE_PER_CHANNEL,
  /** A bounded queue to or from the broker is full. */
  BROKER_QUEUE,
  /** A page of an origin that is not allowed. */
  ORIGIN;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Value of the label {@code reason}. */
  public String label() {
    return label;
  }
}
