package dev.realtime.e2e.cluster.sys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where things are on this machine.
 *
 * @param project root of the source tree
 * @param cache what can be built again; may be deleted while nothing runs
 * @param state one directory per cluster, deleted when the cluster stops
 */
public record Directories(Path project, Path cache, Path state) {
  private static final String NAME = "realtime-operator";

  /**
   * Reads the directories from the environment: {@code REALTIME_HOME} for state (usually {@code
   * /var/lib/realtime-operator}; in the cache for users who cannot write there), {@code
   * XDG_CACHE_HOME} for the cache (usually {@code ~/.cache}), and {@code REALTIME_PROJECT} or the
   * tree around the working directory for sources.
   */
  public static Directories standard() {
    return of(System.getenv(), Path.of("").toAbsolutePath());
  }

  static Directories of(Map<String, String> environment, Path workingDirectory) {
    Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    Path caches = value(environment, "XDG_CACHE_HOME", home.resolve(".cache"));
    Path cache = caches.resolve(NAME);
    boolean root = "root".equals(System.getProperty("user.name"));
    Path state = root ? Path.of("/var/lib", NAME) : cache.resolve("state");
    return new Directories(
        value(environment, "REALTIME_PROJECT", projectAbove(workingDirectory)),
        cache,
        value(environment, "REALTIME_HOME", state));
  }

  public Directories withState(Path directory) {
    return new Directories(project, cache, directory);
  }

  private static Path value(Map<String, String> environment, String name, Path fallback) {
    @Nullable String value = environment.get(name);
    return value == null || value.isBlank() ? fallback : Path.of(value).toAbsolutePath();
  }

  private static Path projectAbove(Path start) {
    for (@Nullable Path at = start; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("mvnw")) && Files.isDirectory(at.resolve("e2e/tools"))) {
        return at;
      }
    }
    return start;
  }
}
