package dev.realtime.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorSettingsTest {
  private static final Map<String, String> LEAST =
      Map.of("REALTIME_SERVER_IMAGE", "server:1", "REALTIME_REDIS_IMAGE", "redis:7");

  private static Map<String, String> with(String name, String value) {
    Map<String, String> environment = new HashMap<>(LEAST);
    environment.put(name, value);
    return environment;
  }

  @Test
  void needsTheImagesAlone() {
    OperatorSettings settings = OperatorSettings.from(LEAST);
    assertThat(settings.namespace()).isEqualTo("realtime-system");
    assertThat(settings.watchNamespaces()).isEmpty();
    assertThat(settings.leaderElection()).isTrue();
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.metricsAuthorization()).isTrue();
    assertThat(OperatorSettings.from(with("METRICS_AUTHORIZATION", "false")).metricsAuthorization())
        .isFalse();
  }

  @Test
  void readsListsOfNamespaces() {
    assertThat(OperatorSettings.from(with("WATCH_NAMESPACES", " a, b ,,a")).watchNamespaces())
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void namesEverythingThatIsWrongAtOnce() {
    assertThatThrownBy(
            () ->
                OperatorSettings.from(
                    Map.of(
                        "MANAGEMENT_PORT", "http",
                        "LEADER_ELECTION", "maybe",
                        "WATCH_NAMESPACES", "Prod",
                        "REALTIME_SERVER_IMAGE", "server:1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MANAGEMENT_PORT is 'http'; write a number from 0 to 65535")
        .hasMessageContaining("LEADER_ELECTION is 'maybe'; write true or false")
        .hasMessageContaining("WATCH_NAMESPACES has 'Prod'")
        .hasMessageContaining("REALTIME_REDIS_IMAGE is not set");
  }
}
