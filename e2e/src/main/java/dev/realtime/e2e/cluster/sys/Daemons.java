package dev.realtime.e2e.cluster.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs on the host that go on when this process ends. */
public final class Daemons {
  private Daemons() {}

  /**
   * Starts a program in a session of its own, so that a Ctrl-C at this terminal does not reach it.
   *
   * @param line program and arguments
   * @param environment added to this process's own
   * @param log file that its output is appended to
   * @return its process
   */
  public static Process start(List<String> line, Map<String, String> environment, Path log) {
    List<String> all = new ArrayList<>(List.of("setsid"));
    all.addAll(line);
    try {
      Files.createDirectories(log.resolveSibling(""));
      ProcessBuilder builder =
          new ProcessBuilder(all)
              .directory(Path.of("/").toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      return builder.start();
    } catch (IOException e) {
      throw new ClusterException("Cannot start " + line.getFirst() + ": " + e.getMessage(), e);
    }
  }
}
