package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The project's own Maven, with its output on this terminal.
 *
 * @param project root of the source tree
 */
record Maven(Path project) {

  /** Runs it and returns its exit status. */
  int run(Map<String, String> environment, List<String> arguments) {
    List<String> line = new ArrayList<>(List.of(project.resolve("mvnw").toString()));
    line.addAll(List.of("--batch-mode", "--no-transfer-progress"));
    line.addAll(arguments);
    return Foreground.run(line, project, environment);
  }

  /**
   * Runs it quietly; it must succeed.
   *
   * @throws ClusterException where it fails; the reason is on the terminal already
   */
  void mustRun(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--quiet"));
    all.addAll(List.of(arguments));
    if (run(Map.of(), all) != 0) {
      throw new ClusterException("The build failed, for the reason above.");
    }
  }
}
