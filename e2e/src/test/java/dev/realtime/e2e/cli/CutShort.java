package dev.realtime.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.sys.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A program as in a terminal of its own, where somebody types Ctrl-C.
 *
 * @param process the first of its group
 * @param said its output so far
 */
record CutShort(Process process, Path said) {
  /** What 128 and the number of SIGINT make. */
  static final int INTERRUPTED = 130;

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  static CutShort start(List<String> line, Path directory, Map<String, String> environment)
      throws IOException {
    // Whoever started these tests in the background has had SIGINT ignored for all of them.
    List<String> all = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT"));
    all.addAll(line);
    Path said = Files.createTempFile(directory, "said", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().putAll(environment);
    return new CutShort(builder.start(), said);
  }

  /** Waits for the moment, types Ctrl-C, and returns the exit status once all of it has ended. */
  int at(String moment, Callable<Boolean> reached) throws Exception {
    List<ProcessHandle> family;
    try {
      await(moment)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> !process.isAlive() || reached.call());
      assertThat(process.isAlive()).as(output()).isTrue();
    } finally {
      family = process.descendants().toList();
      Command.of("kill", "-INT", "--", "-" + process.pid()).tryRun();
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends: %s", output()).isTrue();
    await("its children's end")
        .atMost(Duration.ofSeconds(30))
        .until(() -> family.stream().noneMatch(this::lingers));
    return process.exitValue();
  }

  /** What has a session of its own is meant to stay. */
  private boolean lingers(ProcessHandle child) {
    return child.isAlive()
        && Command.of("ps", "-o", "sid=", "-p", Long.toString(child.pid()))
            .tryRun()
            .output()
            .strip()
            .equals(Long.toString(process.pid()));
  }

  String output() throws IOException {
    return Files.readString(said);
  }
}
