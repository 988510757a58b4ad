package dev.realtime.operator.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTextTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final String SERVER =
      """
      # HELP realtime_requests_total Requests of any kind by how they ended
      # TYPE realtime_requests_total counter
      realtime_requests_total{kind="publish",outcome="ok"} 90.0
      realtime_requests_total{kind="publish",outcome="client_error"} 3.0
      realtime_requests_total{kind="subscribe",outcome="server_error"} 7.0
      realtime_requests_total{kind="rpc",outcome="refused"} 50.0
      realtime_rejected_total{reason="connections"} 5
      realtime_rejected_total{reason="maintenance"} 1e3
      realtime_rejected_total{reason="loop_lag"} 2 1700000000000
      realtime_command_duration_seconds_bucket{method="publish",le="0.1"} 50
      realtime_command_duration_seconds_bucket{method="publish",le="1.0"} 80
      realtime_command_duration_seconds_bucket{method="publish",le="+Inf"} 90
      realtime_command_duration_seconds_bucket{method="rpc",le="0.1"} 1
      realtime_command_duration_seconds_bucket{method="rpc",le="1.0"} 2
      realtime_command_duration_seconds_bucket{method="rpc",le="+Inf"} 10
      realtime_connections 42.0
      realtime_connections_limit 100
      realtime_redis_up{shard="a"} 1
      realtime_redis_up{shard="b"} 0
      realtime_redis_round_trip_seconds{shard="a"} 0.001
      realtime_redis_round_trip_seconds{shard="b"} NaN
      realtime_maintenance 0
      realtime_proxy_inflight{proxy="rpc"} 3
      realtime_proxy_circuit_state{proxy="rpc"} 2
      realtime_proxy_cache_total{proxy="rpc",result="hit"} 4
      realtime_proxy_cache_total{proxy="rpc",result="miss"} 1
      jvm_something_else{x="} not even wrong
      """;

  private static Reading of(List<Sample> samples, Signal signal) {
    return samples.stream()
        .filter(sample -> sample.signal() == signal)
        .map(Sample::reading)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void readsTheServersMetricsAsSignals() {
    List<Sample> samples =
        ServerMetricsMap.samples("pod", MetricsText.parse(SERVER, ServerMetricsMap.NAMES), NOW);
    assertThat(of(samples, Signal.REQUESTS)).isEqualTo(new Reading.Value(100));
    assertThat(of(samples, Signal.REQUESTS_REFUSED)).isEqualTo(new Reading.Value(50));
    assertThat(of(samples, Signal.REQUESTS_FAILED)).isEqualTo(new Reading.Value(7));
    assertThat(of(samples, Signal.SHED)).as("not maintenance").isEqualTo(new Reading.Value(7));
    assertThat(of(samples, Signal.CONNECTIONS)).isEqualTo(new Reading.Value(42));
    assertThat(of(samples, Signal.SERVER_SEES_REDIS)).isEqualTo(new Reading.Value(0));
    assertThat(of(samples, Signal.COMMAND_SECONDS))
        .isEqualTo(
            new Reading.Distribution(new Histogram(List.of(0.1, 1.0), List.of(51.0, 82.0, 100.0))));
    assertThat(of(samples, Signal.SERVER_REDIS_SECONDS)).isInstanceOf(Reading.Unknown.class);
    assertThat(samples)
        .contains(
            Sample.of(Signal.PROXY_CALLS, "pod/rpc", 3, NOW),
            Sample.of(Signal.PROXY_CIRCUIT, "pod/rpc", 2, NOW),
            Sample.of(Signal.PROXY_CACHE_ASKED, "pod/rpc", 5, NOW));
  }

  @Test
  void understandsEscapesAndSpacesInLabels() {
    assertThat(MetricsText.parse("m{a=\"x\\\"y\\\\z\\n\", b=\"}\",} 1", Set.of("m")))
        .containsExactly(new MetricsText.Line("m", Map.of("a", "x\"y\\z\n", "b", "}"), 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"m", "m{", "m{a}", "m{a=\"x} 1", "m abc", "m{a=\"x\"}"})
  void refusesWhatIsNoLine(String line) {
    assertThatThrownBy(() -> MetricsText.parse(line, Set.of("m")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
