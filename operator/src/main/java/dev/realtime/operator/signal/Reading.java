package dev.realtime.operator.signal;

import java.util.Objects;

/** One measurement. That something could not be measured is a measurement too, not an absence. */
public sealed interface Reading {
  /** A number. Counters are as exported: they only grow, except when their process restarts. */
  record Value(double number) implements Reading {
    /** Rejects NaN and infinities: a source that reports them has not measured. */
    public Value {
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException("not a finite number: " + number);
      }
    }
  }

  /** A cumulative histogram as exported. */
  record Distribution(Histogram histogram) implements Reading {}

  /** Could not be measured. */
  record Unknown(String why) implements Reading {
    public Unknown {
      Objects.requireNonNull(why);
    }
  }

  /** A number, or unknown if it is not a finite one. */
  static Reading of(double number) {
    return Double.isFinite(number)
        ? new Value(number)
        : new Unknown("the source reports " + number);
  }
}
