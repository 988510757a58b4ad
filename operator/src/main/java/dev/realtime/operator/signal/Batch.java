package dev.realtime.operator.signal;

import java.util.List;
import java.util.function.Consumer;

/**
 * What one reading found.
 *
 * @param facts each puts one fact into the store
 */
public record Batch(List<Sample> samples, List<Consumer<FactStore>> facts) {
  public Batch {
    samples = List.copyOf(samples);
    facts = List.copyOf(facts);
  }

  /** Only numbers. */
  public static Batch of(List<Sample> samples) {
    return new Batch(samples, List.of());
  }

  /** Only a fact. */
  public static Batch of(Consumer<FactStore> fact) {
    return new Batch(List.of(), List.of(fact));
  }
}
