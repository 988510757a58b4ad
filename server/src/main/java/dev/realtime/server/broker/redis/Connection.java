package dev.realtime.server.broker.redis;

import java.util.function.Consumer;

/** An open connection that {@link Kept} keeps. */
interface Connection {
  /** Where it leads. */
  Address address();

  /**
   * Tells when the connection has gone, with the reason; at once if it has already. Called once, on
   * any thread.
   */
  void onLost(Consumer<String> listener);

  /** Closes at once; whatever waits on it fails. Returns before it is closed. */
  void close();
}
