package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;

/**
 * A group of subscribers and what is published to them, over several measurements.
 *
 * @param group name of the group of clients
 * @param prefix of the channels' names
 * @param streams how many channels
 * @param bytes of a payload
 * @param counter of what has been published
 */
record Flow(String group, String prefix, int streams, int bytes, Counter counter) {
  Flow(String group, String prefix, int streams, int bytes) {
    this(group, prefix, streams, bytes, new Counter());
  }

  /** Counts publications over all streams. */
  static final class Counter {
    private long total;

    long total() {
      return total;
    }

    long advance(int count) {
      long before = total;
      total += count;
      return before;
    }
  }

  /** Clients that all subscribe to all streams, or each to its own. */
  ClientPlan.Channels channels(boolean shared, boolean recover) {
    return new ClientPlan.Channels(prefix, shared ? streams : 1, shared, recover);
  }
}
