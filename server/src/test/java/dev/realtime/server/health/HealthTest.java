package dev.realtime.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final Health health = new Health(now::get);

  @Test
  void aBasicCheckCountsForEveryProbeAndAHealthCheckForItselfAlone() {
    health.register(Probe.LIVE, "event-loops", Finding::up);
    health.register(Probe.READY, "accepting", Finding::up);
    health.register(Probe.HEALTH, "redis", () -> Finding.down("connection refused"));

    assertThat(health.report(Probe.LIVE).checks())
        .extracting("name")
        .containsExactly("event-loops");
    assertThat(health.report(Probe.READY).httpStatus()).isEqualTo(200);
    assertThat(health.report(Probe.HEALTH).httpStatus()).isEqualTo(503);
    assertThat(health.report(Probe.HEALTH).checks()).hasSize(3);
  }

  @Test
  void namesEachReasonAndSinceWhen() throws Exception {
    AtomicReference<Finding> finding = new AtomicReference<>(Finding.up());
    health.register(Probe.HEALTH, "redis", finding::get);
    health.report(Probe.HEALTH);
    now.set(now.get().plusSeconds(60));
    finding.set(Finding.down("no answer for 5 s", Map.of("shard", "redis:6379")));
    health.report(Probe.HEALTH);
    now.set(now.get().plusSeconds(60));

    JsonNode json = new ObjectMapper().readTree(health.report(Probe.HEALTH).json());
    assertThat(json.at("/status").asText()).isEqualTo("down");
    assertThat(json.at("/reasons/0").asText()).isEqualTo("redis: no answer for 5 s");
    assertThat(json.at("/checks/redis/since").asText()).isEqualTo("2026-01-01T00:01:00Z");
    assertThat(json.at("/checks/redis/shard").asText()).isEqualTo("redis:6379");
  }

  @Test
  void degradedAnswers200AndUnknownMakesNothingWorse() {
    health.register(Probe.HEALTH, "a", () -> Finding.unknown("no round trip yet"));
    assertThat(health.report(Probe.HEALTH).status()).isEqualTo(Status.UP);
    health.register(Probe.HEALTH, "b", () -> Finding.degraded("maintenance", Map.of()));
    assertThat(health.report(Probe.HEALTH).status()).isEqualTo(Status.DEGRADED);
    assertThat(health.report(Probe.HEALTH).httpStatus()).isEqualTo(200);
  }

  @Test
  void aCheckThatThrowsIsDown() {
    health.register(
        Probe.READY,
        "broken",
        () -> {
          throw new IllegalStateException("oops");
        });
    HealthReport report = health.report(Probe.READY);
    assertThat(report.status()).isEqualTo(Status.DOWN);
    assertThat(report.checks().getFirst().finding().reason()).contains("oops");
  }
}
