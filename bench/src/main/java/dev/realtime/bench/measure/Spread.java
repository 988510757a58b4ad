package dev.realtime.bench.measure;

import java.util.List;

/**
 * Repeated measurements of one quantity.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param least the smallest
 * @param most the largest
 * @param count how many
 */
public record Spread(double median, double least, double most, int count) {
  /** Whether a value lies within what was measured. */
  public boolean holds(double value) {
    return least <= value && value <= most;
  }

  /** Of at least one value. */
  public static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("No values to summarise");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.getFirst(), sorted.getLast(), sorted.size());
  }
}
