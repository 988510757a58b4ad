package dev.realtime.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ForegroundTest {
  /** What 128 and the number of SIGTERM make. */
  private static final int TERMINATED = 143;

  @Test
  void sigtermReachesTheProgramWhichEndsInGoodOrderFirst() throws Exception {
    Process harness =
        start(
            "trap 'sleep 1; echo drained; exit' TERM; echo up; for i in $(seq 99); do sleep 0.1; done");
    try (BufferedReader said = harness.inputReader()) {
      assertThat(said.readLine()).isEqualTo("up");
      // Not by the process itself, which would close what it says, too.
      harness.toHandle().destroy();
      assertThat(harness.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(harness.exitValue()).isEqualTo(TERMINATED);
      assertThat(said.readLine()).isEqualTo("drained");
    } finally {
      harness.descendants().forEach(ProcessHandle::destroyForcibly);
      harness.destroyForcibly();
    }
  }

  private static Process start(String script) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Harness.class.getName(),
            script)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  static final class Harness {
    private Harness() {}

    public static void main(String[] script) {
      System.exit(Foreground.run(List.of("sh", "-c", script[0]), Path.of("/"), Map.of()));
    }
  }
}
