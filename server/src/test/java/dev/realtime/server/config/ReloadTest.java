package dev.realtime.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReloadTest {
  private static ServerConfig parse(String yaml) throws ConfigException {
    return ConfigLoader.parse(yaml, "config.yaml");
  }

  @Test
  void liveSettingsAreTakenAndTheOthersKeepTheValueThatRuns() throws ConfigException {
    ServerConfig running = parse("listen: {port: 1}\nclient: {pingInterval: 30s}\n");
    Reload reload =
        Reload.of(
            running,
            parse(
                """
                listen: {port: 2}
                client: {pingInterval: 40s, maxAge: 1h}
                limits: {clientQueueSize: 2MiB, messageSize: 32KiB}
                namespaces: [{name: chat}]
                log: {level: debug, format: text}
                """));
    assertThat(reload.changed())
        .containsExactlyInAnyOrder(
            "client.maxAge", "limits.clientQueueSize", "namespaces", "log.level");
    assertThat(reload.needRestart())
        .containsExactlyInAnyOrder(
            "listen.port", "client.pingInterval", "limits.messageSize", "log.format");
    ServerConfig merged = reload.config();
    assertThat(merged.listen().port()).isEqualTo(1);
    assertThat(merged.client().pingInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(merged.client().maxAge()).isEqualTo(Duration.ofHours(1));
    assertThat(merged.limits().messageSize()).isEqualTo(running.limits().messageSize());
    assertThat(merged.namespaces()).extracting(NamespaceConfig::name).containsExactly("chat");
  }

  @Test
  void theSameConfigurationChangesNothing() throws ConfigException {
    Reload reload = Reload.of(parse("broker: memory"), parse(""));
    assertThat(reload.changed()).isEmpty();
    assertThat(reload.needRestart()).isEmpty();
  }
}
