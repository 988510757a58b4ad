package dev.realtime.e2e.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where images are made from and where they are kept.
 *
 * @param project root of the source tree
 * @param cache directory that may be deleted at any time; images are below {@code images} in it
 * @param base a registry image with Java 25 on its PATH to put the Java programs on, for example
 *     {@code eclipse-temurin:25-jre}; empty for a runtime of our own, which needs no registry
 */
public record ImageSettings(Path project, Path cache, Optional<String> base) {

  /**
   * Returns the settings of this machine: the tree around the working directory, the cache of the
   * user.
   */
  public static ImageSettings standard() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path caches =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return new ImageSettings(projectRoot(), caches.resolve("realtime-operator"), Optional.empty());
  }

  public ImageSettings withBase(String reference) {
    return new ImageSettings(project, cache, Optional.of(reference));
  }

  public ImageSettings withCache(Path directory) {
    return new ImageSettings(project, directory, base);
  }

  private static Path projectRoot() {
    Path start = Path.of("").toAbsolutePath();
    for (Path at = start; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("mvnw")) && Files.isDirectory(at.resolve("e2e"))) {
        return at;
      }
    }
    throw new IllegalStateException(
        "No source tree of Realtime Operator at or above "
            + start
            + " (looked for mvnw and e2e/): run from inside a clone");
  }
}
