package dev.realtime.server.drain;

/** A client that can be sent away. */
public interface DrainTarget {
  /** How many channels it is subscribed to: what it costs the node that takes it over. */
  int subscriptions();

  /**
   * Asks for the client to be closed with 3001, so that it reconnects. Returns at once; does
   * nothing if it is closed already.
   */
  void sendAway();
}
