package dev.realtime.server.metrics;

import java.util.Locale;

/** What was asked of the server; label {@code kind} of requests, {@code method} of durations. */
public enum RequestKind {
  /** Opening a connection: the handshake of any transport, and requests refused before it. */
  HANDSHAKE,
  /** Command connect. */
  CONNECT,
  /** Command subscribe. */
  SUBSCRIBE,
  /** Command unsubscribe. */
  UNSUBSCRIBE,
  /** Command publish. */
  PUBLISH,
  /** Command presence. */
  PRESENCE,
  /** Command presence_stats. */
  PRESENCE_STATS,
  /** Command history. */
  HISTORY,
  /** Command rpc. */
  RPC,
  /** Command send. */
  SEND,
  /** Command refresh. */
  REFRESH,
  /** Command sub_refresh. */
  SUB_REFRESH,
  /** A request of the server API. */
  API,
  /** A command that came through emulation. */
  EMULATION,
  /** Any other HTTP request on the client port. */
  HTTP;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Value of the label. */
  public String label() {
    return label;
  }
}
