package dev.realtime.bench.load;

/**
 * A schedule of publications. The k-th (from 0) goes to stream {@code k % streams}, its sequence
 * number is {@code k / streams + 1}, and it is due at {@code startNanos + (k - first) / rate}.
 *
 * @param endpoint where to publish; the first of its ports is used
 * @param prefix of the channels' names, as in {@link ClientPlan.Channels}
 * @param streams over which publications are spread, 1 to 65,536
 * @param connections over which streams are spread
 * @param first the k of the first publication: how many have been published before
 * @param count how many to publish now
 * @param perSecond the rate, all streams together
 * @param startNanos when the first is due, {@link System#nanoTime()}
 * @param bytes size of a payload
 */
public record PublishPlan(
    ClientPlan.Endpoint endpoint,
    String prefix,
    int streams,
    int connections,
    long first,
    int count,
    double perSecond,
    long startNanos,
    int bytes) {
  long dueNanos(int index) {
    return startNanos + (long) (index * 1e9 / perSecond);
  }
}
