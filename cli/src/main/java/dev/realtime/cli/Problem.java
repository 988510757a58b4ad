package dev.realtime.cli;

/** Something a person has to know: what failed, why, and what to do about it. */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  /**
   * A problem.
   *
   * @param what was being done, and with what
   * @param why it failed
   * @param remedy what to do about it
   */
  public Problem(String what, String why, String remedy) {
    super(what + ": " + why);
    this.remedy = remedy;
  }

  /** The same, with the exception behind it; shown with {@code --debug}. */
  public Problem(String what, String why, String remedy, Throwable cause) {
    super(what + ": " + why, cause);
    this.remedy = remedy;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
