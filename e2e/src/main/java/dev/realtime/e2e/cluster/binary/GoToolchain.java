package dev.realtime.e2e.cluster.binary;

import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An installed Go.
 *
 * @param go the {@code go} command
 */
record GoToolchain(Path go) {
  /** Programs need no C library and take nothing from this machine but the compiler. */
  static final Map<String, String> ENVIRONMENT =
      Map.of("CGO_ENABLED", "0", "GOWORK", "off", "GOFLAGS", "-buildvcs=false");

  private static final List<String> USUAL_PLACES =
      List.of("/usr/local/go/bin", "/usr/lib/go/bin", "/usr/lib/go-1.26/bin", "/snap/bin");

  /**
   * Looks on the PATH, then in the usual places.
   *
   * @throws ClusterException where there is none, with how to get it
   */
  static GoToolchain find(Map<String, String> environment) {
    return find(environment, USUAL_PLACES);
  }

  static GoToolchain find(Map<String, String> environment, List<String> usualPlaces) {
    return Stream.concat(
            Arrays.stream(environment.getOrDefault("PATH", "").split(":")), usualPlaces.stream())
        .filter(directory -> !directory.isBlank())
        .map(directory -> Path.of(directory, "go"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(GoToolchain::new)
        .orElseThrow(
            () ->
                new ClusterException(
                    """
                    Go 1.26 is needed to build Kubernetes for the local cluster, and there is no \
                    go on the PATH or in /usr/local/go.
                    Install it from https://go.dev/dl/ (unpack the archive into /usr/local), \
                    and run this again."""));
  }

  /**
   * Returns the version that builds a module, for example {@code go1.26.1}; a Go that is too old
   * fetches the one that {@code go.mod} asks for, or says that it cannot.
   */
  String version(GoModule module) {
    return Command.of(go.toString(), "env", "GOVERSION")
        .in(module.directory())
        .with(ENVIRONMENT)
        .run()
        .strip();
  }
}
