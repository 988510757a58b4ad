package dev.realtime.operator.signal;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A cumulative histogram in Prometheus' form.
 *
 * @param bounds upper bounds of the buckets, ascending, without +Inf
 * @param counts observations at or below each bound; one more entry than bounds, the last of all
 */
public record Histogram(List<Double> bounds, List<Double> counts) {
  public Histogram {
    bounds = List.copyOf(bounds);
    counts = List.copyOf(counts);
    if (counts.size() != bounds.size() + 1) {
      throw new IllegalArgumentException(
          "a histogram of " + bounds.size() + " bounds needs " + (bounds.size() + 1) + " counts");
    }
  }

  /** All observations. */
  public double count() {
    return counts.getLast();
  }

  /**
   * What was observed since an earlier histogram of the same process. After a restart of the
   * process (fewer observations than before, or other buckets) it is everything observed since
   * then.
   */
  public Histogram since(Histogram earlier) {
    if (!bounds.equals(earlier.bounds) || count() < earlier.count()) {
      return this;
    }
    var delta = new Double[counts.size()];
    for (int i = 0; i < delta.length; i++) {
      delta[i] = Math.max(0, counts.get(i) - earlier.counts.get(i));
    }
    return new Histogram(bounds, List.of(delta));
  }

  /** Both together; the buckets must be the same. */
  public Histogram plus(Histogram other) {
    if (!bounds.equals(other.bounds)) {
      throw new IllegalArgumentException("histograms with different buckets cannot be added");
    }
    var sum = new Double[counts.size()];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = counts.get(i) + other.counts.get(i);
    }
    return new Histogram(bounds, List.of(sum));
  }

  /**
   * A quantile by linear interpolation within its bucket, as Prometheus' histogram_quantile does
   * it. A quantile in the last bucket is the highest bound: it is at least that.
   *
   * @param q between 0 and 1
   * @return empty if nothing was observed, or the histogram has no bounds
   */
  public OptionalDouble quantile(double q) {
    if (count() <= 0 || bounds.isEmpty()) {
      return OptionalDouble.empty();
    }
    double rank = q * count();
    for (int i = 0; i < bounds.size(); i++) {
      if (counts.get(i) >= rank) {
        double below = i == 0 ? 0 : counts.get(i - 1);
        double lower = i == 0 ? 0 : bounds.get(i - 1);
        double inBucket = counts.get(i) - below;
        double share = inBucket <= 0 ? 1 : (rank - below) / inBucket;
        return OptionalDouble.of(lower + (bounds.get(i) - lower) * share);
      }
    }
    return OptionalDouble.of(bounds.getLast());
  }
}
