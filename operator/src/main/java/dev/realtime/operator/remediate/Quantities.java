package dev.realtime.operator.remediate;

import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** Sums with Kubernetes quantities. */
final class Quantities {
  private Quantities() {}

  /** In bytes or cores; 0 for null. */
  static double value(@Nullable Quantity quantity) {
    return quantity == null ? 0 : quantity.getNumericalAmount().doubleValue();
  }

  static Quantity min(Quantity a, Quantity b) {
    return value(a) <= value(b) ? a : b;
  }
}
