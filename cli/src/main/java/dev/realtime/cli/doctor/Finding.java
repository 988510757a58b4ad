package dev.realtime.cli.doctor;

/**
 * What was looked at, and what to do about it.
 *
 * @param verdict how it is
 * @param what was found, with names and figures
 * @param remedy empty where there is nothing to do
 */
public record Finding(Verdict verdict, String what, String remedy) {
  /** How it is. */
  public enum Verdict {
    GOOD,
    /** It works, or it could not be looked at. */
    NOTE,
    BAD
  }

  static Finding good(String what) {
    return new Finding(Verdict.GOOD, what, "");
  }

  static Finding note(String what, String remedy) {
    return new Finding(Verdict.NOTE, what, remedy);
  }

  static Finding bad(String what, String remedy) {
    return new Finding(Verdict.BAD, what, remedy);
  }
}
