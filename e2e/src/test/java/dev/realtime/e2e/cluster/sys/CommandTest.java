package dev.realtime.e2e.cluster.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandTest {
  @Test
  void outputAndErrorsComeBack() {
    assertThat(Command.of("sh", "-c", "echo out; echo err >&2").run()).contains("out", "err");
  }

  @Test
  void inputAndEnvironmentArriveThere() {
    assertThat(
            Command.of("sh", "-c", "cat; echo $COLOUR")
                .reading("in\n")
                .with(Map.of("COLOUR", "red"))
                .run())
        .isEqualTo("in\nred\n");
  }

  @Test
  void aFailureShowsStatusAndLastLines() {
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> Command.of("sh", "-c", "echo broken; exit 3").run())
        .withMessageContaining("ended with status 3")
        .withMessageContaining("broken");
  }

  @Test
  void whatTakesTooLongIsEnded() {
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> Command.of("sleep", "600").within(Duration.ofMillis(100)).run())
        .withMessageContaining("did not end within");
  }

  @Test
  void aMissingProgramIsNamed() {
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> Command.of("/nowhere/program").run())
        .withMessageContaining("/nowhere/program");
  }
}
