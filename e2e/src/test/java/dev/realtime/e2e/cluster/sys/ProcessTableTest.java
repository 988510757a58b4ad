package dev.realtime.e2e.cluster.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
  @Test
  void processesAreFoundByCommandLineAndNamespace() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("sleep", "4242").start();
    try {
      String namespace = ProcessTable.pidNamespace(ProcessHandle.current().pid());
      assertThat(
              ProcessTable.find(
                  entry ->
                      entry.pid() == process.pid()
                          && entry.program().equals("sleep")
                          && entry.arguments().getLast().equals("4242")
                          && entry.pidNamespace().equals(namespace)))
          .containsExactly(process.toHandle());
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(ProcessTable.find(entry -> entry.pid() == process.pid())).isEmpty();
  }

  @Test
  void whatHasEndedHasNoNamespace() {
    assertThat(ProcessTable.pidNamespace(Integer.MAX_VALUE)).isEmpty();
    assertThat(ProcessTable.controlGroups(Integer.MAX_VALUE)).isEmpty();
  }

  @Test
  void waitingEndsWithTheCondition() {
    assertThat(Await.within(Duration.ofSeconds(5), () -> true)).isTrue();
    assertThat(Await.within(Duration.ZERO, () -> false)).isFalse();
  }
}
