package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Programs that take over the terminal while they run. */
final class Foreground {
  /**
   * Enough for a program that does nothing at its end; one that still works bears a second signal.
   */
  private static final Duration MOMENT = Duration.ofMillis(500);

  /** Within that a program has been started, where it can be. */
  private static final Duration STARTS = Duration.ofSeconds(5);

  private Foreground() {}

  /**
   * Runs a program with this process's input and output. Where a signal ends this process, the
   * program is ended too and waited for, as it may want to close in good order. Of Ctrl-C it knows
   * by itself; SIGTERM, as from {@code kill} or {@code docker stop}, came to this process alone.
   *
   * @return the exit status
   */
  static int run(List<String> line, Path directory, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile()).inheritIO();
    builder.environment().putAll(environment);
    // Before the program is there, so that no signal falls between its start and the hook.
    CompletableFuture<@Nullable Process> started = new CompletableFuture<>();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () ->
                    started
                        .completeOnTimeout(null, STARTS.toMillis(), TimeUnit.MILLISECONDS)
                        .exceptionally(_ -> null)
                        .thenAccept(Foreground::end)
                        .join()));
    Process process;
    try {
      process = builder.start();
      started.complete(process);
    } catch (IOException e) {
      started.completeExceptionally(e);
      throw new ClusterException("Cannot start " + line.getFirst() + ": " + e.getMessage(), e);
    }
    return outlast(process);
  }

  private static void end(@Nullable Process process) {
    if (process == null) {
      return;
    }
    try {
      process.waitFor(MOMENT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroy();
    outlast(process);
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
