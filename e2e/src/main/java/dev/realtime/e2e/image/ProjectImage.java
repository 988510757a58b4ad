package dev.realtime.e2e.image;

/** The images that the project builds. Names are written by name only: nothing is ever pulled. */
public enum ProjectImage {
  /** Holds the namespaces of a pod; the {@code sandbox_image} of containerd. */
  PAUSE("pause", "1"),
  /** Cluster DNS. */
  COREDNS("coredns", "1.15.0"),
  /** Answers {@code kubectl top} and the HorizontalPodAutoscaler. */
  METRICS_SERVER("metrics-server", "0.9.0"),
  /** redis-server, redis-cli, redis-sentinel and sh on PATH, as in the official image. */
  REDIS("redis", "7.0.15"),
  /** A database for the runbook's tests. */
  POSTGRES("postgres", "15"),
  /** The Netty server of this project. */
  SERVER("server", ""),
  /** The operator of this project. */
  OPERATOR("operator", "");

  /** The registry part of every image's name. */
  public static final String REGISTRY = "realtime.dev";

  private final String shortName;
  private final String fixedTag;

  ProjectImage(String shortName, String fixedTag) {
    this.shortName = shortName;
    this.fixedTag = fixedTag;
  }

  /** Returns the last part of the name, for example {@code server}. */
  public String shortName() {
    return shortName;
  }

  /** Returns the tag: that of the packaged program, or the project's version for its own images. */
  public String tag() {
    return fixedTag.isEmpty() ? ProjectVersion.current() : fixedTag;
  }

  /** Returns the full name with tag, for example {@code realtime.dev/redis:7.0.15}. */
  public String reference() {
    return REGISTRY + "/" + shortName + ":" + tag();
  }
}
