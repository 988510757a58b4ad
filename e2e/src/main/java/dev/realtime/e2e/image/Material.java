package dev.realtime.e2e.image;

/**
 * Something of somebody else's in an image, beside the Java libraries of its program.
 *
 * @param kind where it is from
 * @param name of the package, or of the runtime
 * @param version exactly
 * @param source name of the package that it is built from, by which advisories know it
 * @param release of the distribution, such as {@code 12}; empty for the runtime
 */
public record Material(Kind kind, String name, String version, String source, String release) {
  /** Where it is from. */
  public enum Kind {
    /** A package of Debian, of which the image has some files. */
    DEBIAN,
    /** The Java runtime, made by jlink from a JDK. */
    JAVA
  }
}
