package dev.realtime.bench.load;

import dev.realtime.bench.wire.Subscription;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client across its connections: which streams it has, and which publication of each comes next.
 * Belongs to the event loop that it was made for; its connections all use that loop.
 */
final class Client {
  final int number;
  final String token;
  private final ClientPlan.Channels plan;
  private final int firstStream;
  private final int[] next;
  private String epoch = "";

  /** The connection in use, or null between two. */
  volatile @Nullable Channel channel;

  /** Whether it has been subscribed at least once. */
  boolean subscribedBefore;

  /** Which of the target's ports it dials next, counted on with every attempt to come back. */
  int turn;

  /** Attempts to come back that failed since it was last subscribed. */
  int failedAttempts;

  Client(int number, String token, ClientPlan.Channels plan) {
    this.number = number;
    this.token = token;
    this.plan = plan;
    firstStream = plan.first(number);
    turn = number;
    next = new int[plan.each()];
    Arrays.fill(next, 1);
  }

  /** Notes a publication and tells whether it is the one that was expected, early or repeated. */
  void received(int stream, int sequence, long dueNanos, long nowNanos, Recorder recorder) {
    int index = stream - firstStream;
    if (index < 0 || index >= next.length) {
      recorder.event("publication of a stream not subscribed to");
      return;
    }
    int expected = next[index];
    if (sequence < expected) {
      recorder.duplicate();
      return;
    }
    if (sequence > expected) {
      recorder.gap(sequence - expected);
    }
    next[index] = sequence + 1;
    recorder.delivered(dueNanos, nowNanos);
  }

  void epoch(String value) {
    if (plan.recover() && epoch.isEmpty()) {
      epoch = value;
    }
  }

  int subscriptionCount() {
    return next.length;
  }

  /**
   * What to subscribe to. Streams have one publisher and begin at 1, as offsets do, so the last
   * sequence number received is the position to recover from.
   */
  List<Subscription> subscriptions() {
    List<Subscription> all = new ArrayList<>(next.length);
    for (int i = 0; i < next.length; i++) {
      String name = plan.prefix() + (firstStream + i);
      boolean recover = plan.recover() && subscribedBefore;
      all.add(
          recover ? new Subscription(name, true, epoch, next[i] - 1) : Subscription.fresh(name));
    }
    return all;
  }

  /** Publications still to come, when {@code total} have been spread evenly over the streams. */
  long missing(long total, int streams) {
    long missing = 0;
    for (int i = 0; i < next.length; i++) {
      long published = (total - (firstStream + i) + streams - 1) / streams;
      missing += Math.max(0, published - (next[i] - 1));
    }
    return missing;
  }
}
