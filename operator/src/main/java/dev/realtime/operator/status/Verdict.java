package dev.realtime.operator.status;

/**
 * What is to be said about one condition.
 *
 * @param type which
 * @param status True, False or Unknown
 * @param reason why
 * @param message why, with names and figures; never empty
 */
public record Verdict(ConditionType type, Truth status, Reason reason, String message) {
  /** The three values of a condition. */
  public enum Truth {
    /** It is so. */
    TRUE("True"),
    /** It is not so. */
    FALSE("False"),
    /** It cannot be measured. */
    UNKNOWN("Unknown");

    private final String word;

    Truth(String word) {
      this.word = word;
    }

    /** As it stands in the condition. */
    public String word() {
      return word;
    }

    /** TRUE or FALSE. */
    public static Truth of(boolean value) {
      return value ? TRUE : FALSE;
    }
  }
}
