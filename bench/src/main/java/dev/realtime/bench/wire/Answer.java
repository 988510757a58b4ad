package dev.realtime.bench.wire;

/** What a target says other than publications and pings. */
public sealed interface Answer {
  /** The connection is accepted. */
  record Connected() implements Answer {}

  /**
   * A subscription is made.
   *
   * @param id the request's
   * @param epoch of the stream; empty if the channel is not recoverable
   * @param recovered whether what was missed has been delivered, in this answer
   */
  record Subscribed(long id, String epoch, boolean recovered) implements Answer {}

  /**
   * A publication is accepted.
   *
   * @param id the request's
   */
  record Published(long id) implements Answer {}

  /**
   * What is kept of a channel.
   *
   * @param id the request's
   * @param publications how many
   */
  record Past(long id, int publications) implements Answer {}

  /**
   * A request is refused.
   *
   * @param id the request's
   * @param code as the protocol numbers it; 0 if it has no numbers
   */
  record Refused(long id, int code) implements Answer {}

  /**
   * The target ended a subscription.
   *
   * @param code as the protocol numbers it
   */
  record Unsubscribed(int code) implements Answer {}

  /** Anything that a load does not act on. */
  record Other() implements Answer {}
}
