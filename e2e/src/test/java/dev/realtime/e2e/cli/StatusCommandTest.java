package dev.realtime.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.e2e.cluster.sys.Command;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusCommandTest {
  @Test
  void aClusterThatAnswersWithNodesThatAreReadyIsWhole() {
    assertThat(StatusCommand.showObjects(_ -> Command.of("true"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"get nodes", "get pods", "get realtimeservices", "wait"})
  void oneQuestionWithoutAnAnswerOrANodeThatIsNotReadyIsEnoughToBeBroken(String fails) {
    assertThat(
            StatusCommand.showObjects(
                arguments ->
                    Command.of(String.join(" ", arguments).startsWith(fails) ? "false" : "true")))
        .isFalse();
  }

  @Test
  void aProcessThatDoesNotRunIsNotWhole() {
    assertThat(StatusCommand.showProcess("kwok", Optional.empty())).isFalse();
    assertThat(StatusCommand.showProcess("java", Optional.of(ProcessHandle.current()))).isTrue();
  }
}
