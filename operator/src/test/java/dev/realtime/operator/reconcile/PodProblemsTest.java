package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.operator.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PodProblemsTest {
  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SecretMissing | secret "credentials" not found
          SecretMissing | couldn't find key password in Secret production/credentials
          ConfigMapMissing | configmap "features" not found
          ConfigMapMissing | couldn't find key flags in ConfigMap production/features
          ContainerRefused | container has runAsNonRoot and image will run as root (pod: "realtime-1_production(7d)", container: server)
          ContainerRefused | services have not yet been read at least once, cannot construct envvars for secret-holder
          """)
  void whatAContainerLacksIsNamedAsWhatItIs(String reason, String message) {
    assertThat(PodProblems.of(List.of(waiting("CreateContainerConfigError", message))))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.reason().word()).isEqualTo(reason);
              assertThat(problem.text()).contains(message).endsWith(problem.reason().remedy());
            });
  }

  @Test
  void anEndThatTheKubeletShowsWhileItBacksOffIsACrashLoop() {
    assertThat(PodProblems.of(List.of(ended(1)))).isEmpty();
    assertThat(PodProblems.of(List.of(ended(2))))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.reason()).isEqualTo(Reason.CRASH_LOOP);
              assertThat(problem.text()).contains("OOMKilled, exit code 137");
            });
  }

  private static Pod ended(int restarts) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("realtime-1")
        .endMetadata()
        .withNewStatus()
        .addNewContainerStatus()
        .withName("server")
        .withRestartCount(restarts)
        .withNewState()
        .withNewTerminated()
        .withReason("OOMKilled")
        .withExitCode(137)
        .endTerminated()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private static Pod waiting(String reason, String message) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("realtime-1")
        .endMetadata()
        .withNewStatus()
        .addNewContainerStatus()
        .withName("server")
        .withNewState()
        .withNewWaiting(message, reason)
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }
}
