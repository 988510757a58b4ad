package dev.realtime.e2e.chaos;

/** The Redis below the service. */
enum RedisKind {
  /**
   * One, with an append-only file on a small disk: it may be killed, and comes back with its data.
   */
  SINGLE("one managed Redis with an append-only file", "{mode: AppendOnly, size: 256Mi}}"),
  /**
   * Three with three Sentinels. What is acknowledged reaches the replicas a moment later, so that a
   * master that is killed may take some of it along; one that is stopped hands everything over.
   */
  REPLICATED(
      "a managed Redis of three with three Sentinels",
      "{mode: AppendOnly, size: 256Mi}, topology: Replicated}");

  private final String title;
  private final String rest;

  RedisKind(String title, String rest) {
    this.title = title;
    this.rest = rest;
  }

  /** In words. */
  String title() {
    return title;
  }

  /** {@code spec.redis.managed}. */
  String spec() {
    return "{memory: 128Mi, persistence: " + rest;
  }
}
