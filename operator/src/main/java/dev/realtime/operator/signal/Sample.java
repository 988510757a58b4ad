package dev.realtime.operator.signal;

import java.time.Instant;

/**
 * One reading of one signal.
 *
 * @param instance what it was read from: a pod, a dependency, or empty for the service as a whole
 * @param at when it was read, by the operator's clock
 */
public record Sample(Signal signal, String instance, Reading reading, Instant at) {
  /** The instance of signals that are about the service as a whole. */
  public static final String SERVICE = "";

  /** A number about the service as a whole. */
  public static Sample of(Signal signal, double number, Instant at) {
    return new Sample(signal, SERVICE, Reading.of(number), at);
  }

  /** A number about one instance. */
  public static Sample of(Signal signal, String instance, double number, Instant at) {
    return new Sample(signal, instance, Reading.of(number), at);
  }

  /** Something about one instance that could not be measured. */
  public static Sample unknown(Signal signal, String instance, String why, Instant at) {
    return new Sample(signal, instance, new Reading.Unknown(why), at);
  }
}
