package dev.realtime.server.config;

/** A group whose settings have to fit each other. */
interface Checked {
  /** Reports every contradiction. */
  void check(Report report);

  /** Takes what is found wrong. */
  interface Report {
    /**
     * Notes a problem.
     *
     * @param key name of a setting of this group, or a path below it
     * @param message what is wrong with it, and what to do
     */
    void problem(String key, String message);
  }
}
