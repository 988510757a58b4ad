package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Programs that take over the terminal while they run. */
final class Foreground {
  private Foreground() {}

  /**
   * Runs a program with this process's input and output. Where Ctrl-C ends this process, it still
   * waits for the program, which has got the signal too and may want to close in good order.
   *
   * @return the exit status
   */
  static int run(List<String> line, Path directory, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile()).inheritIO();
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new ClusterException("Cannot start " + line.getFirst() + ": " + e.getMessage(), e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> outlast(process)));
    return outlast(process);
  }

  private static int outlast(Process process) {
    while (true) {
      try {
        return process.waitFor();
      } catch (InterruptedException e) {
        process.destroy();
      }
    }
  }
}
