package dev.realtime.operator.console;

/** A request that is answered with an error, for people: what, why, and what to do. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String remedy;

  /**
   * An error.
   *
   * @param status of HTTP
   * @param code a word for the page
   * @param why in a sentence
   * @param remedy what to do about it
   */
  Refused(int status, String code, String why, String remedy) {
    super(why, null, false, false);
    this.status = status;
    this.code = code;
    this.remedy = remedy;
  }

  /** The session is over, or there never was one. */
  static Refused signedOut(String code, String why) {
    return new Refused(
        401, code, why, "Sign in with a fresh token, for example from: kubectl create token NAME");
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String remedy() {
    return remedy;
  }
}
