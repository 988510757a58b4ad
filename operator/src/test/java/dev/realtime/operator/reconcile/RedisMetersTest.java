package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.status.RedisVerdict;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RedisNodes;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RedisMetersTest {
  private static final Path REFERENCE = Path.of("..", "docs", "reference", "operator-metrics.md");
  private static final ResourceID ID = new ResourceID("chat", "production");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RedisMeters meters = new RedisMeters();

  @BeforeEach
  void bind() {
    meters.bindTo(registry);
  }

  @Test
  void tellWhatRedisRefusesGivesUpAndIsSlowAt() {
    meters.seen(ID, RedisVerdict.DEGRADED, known(true));

    assertThat(registry.scrape())
        .contains(line("realtime_operator_redis_evicted_per_second", "", 3.5))
        .contains(line("realtime_operator_redis_rejected_writes_per_second", "", 0.25))
        .contains(line("realtime_operator_redis_refused_connections_per_second", "", 1.5))
        .contains(line("realtime_operator_redis_slow_log_entries", "", 2))
        .contains(line("realtime_operator_redis_nodes", "role=\"master\",", 1))
        .contains(line("realtime_operator_redis_nodes", "role=\"replica\",", 2))
        .contains(line("realtime_operator_redis_nodes", "role=\"sentinel\",", 0));
  }

  @Test
  void knowNothingOfARedisThatDoesNotAnswer() {
    meters.seen(ID, RedisVerdict.UNREACHABLE, known(false));

    assertThat(registry.scrape())
        .contains(
            "realtime_operator_redis_evicted_per_second{namespace=\"production\",service=\"chat\"}"
                + " NaN")
        .contains(
            "realtime_operator_redis_slow_log_entries{namespace=\"production\",service=\"chat\"}"
                + " NaN");
  }

  @Test
  void knowNothingOfProcessesThatNobodyHasSeen() {
    meters.seen(
        ID,
        RedisVerdict.HEALTHY,
        new Fact.Known<>(
            new RedisFact(false, true, null, 1, null, null, List.of(), List.of()), Instant.EPOCH));

    assertThat(registry.scrape())
        .contains(line("realtime_operator_redis_nodes", "role=\"master\",", Double.NaN))
        .contains(line("realtime_operator_redis_refused_connections_per_second", "", Double.NaN));
  }

  @Test
  void areAllInTheReferenceAndNoOthers() throws IOException {
    meters.seen(ID, RedisVerdict.HEALTHY, known(true));

    assertThat(names(registry.scrape(), "(?m)^(realtime_operator_redis\\w*)\\{"))
        .containsExactlyInAnyOrderElementsOf(
            names(Files.readString(REFERENCE), "`(realtime_operator_redis\\w*)`"));
  }

  private static List<String> names(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .distinct()
        .toList();
  }

  private static String line(String name, String role, double value) {
    return "%s{namespace=\"production\",%sservice=\"chat\"} %s".formatted(name, role, value);
  }

  private static RedisFact.SlowCommand slow(String command) {
    return new RedisFact.SlowCommand(Instant.EPOCH, 12_000, command);
  }

  private static Fact<RedisFact> known(boolean reachable) {
    return new Fact.Known<>(
        new RedisFact(
            true,
            reachable,
            reachable ? null : "connection refused",
            1,
            new RedisFact.Memory(50, 100, "noeviction", 3.5, 0.25),
            null,
            List.of(slow("KEYS *"), slow("SMEMBERS x")),
            List.of(),
            new RedisNodes(
                "a:6379",
                2,
                2,
                0,
                0,
                1.0,
                null,
                1.5,
                null,
                List.of(node("a", "master"), node("b", "replica"), node("c", "replica")))),
        Instant.EPOCH);
  }

  private static RedisNodes.Node node(String host, String role) {
    return new RedisNodes.Node(host + ":6379", role, null);
  }
}
