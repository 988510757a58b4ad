package dev.realtime.operator.detect;

/** What one symptom looks like at one moment. */
public sealed interface Measurement {
  /** The figures, or why there are none. */
  String figures();

  /**
   * The symptom is there.
   *
   * @param enough whether it rests on enough data to act upon; if not, it may be suspected only
   */
  record Bad(String figures, boolean enough) implements Measurement {}

  /** Neither bad nor recovered. */
  record Between(String figures) implements Measurement {}

  /** The symptom is not there. */
  record Good(String figures) implements Measurement {}

  /** Nobody can say. */
  record Unknown(String figures) implements Measurement {}
}
