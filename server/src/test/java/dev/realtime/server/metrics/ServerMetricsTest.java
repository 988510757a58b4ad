package dev.realtime.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ServerMetrics metrics = new ServerMetrics(registry);

  @Test
  void showsZeroesBeforeAnythingHappened() {
    assertThat(registry.scrape())
        .contains("realtime_requests_total{kind=\"publish\",outcome=\"server_error\"} 0.0")
        .contains("realtime_rejected_total{reason=\"loop_lag\"} 0.0")
        .contains("realtime_publish_delivery_seconds_count 0");
  }

  @Test
  void countsRequestsByOutcomeAndBucketsTheirDurations() {
    metrics.request(RequestKind.RPC, Outcome.OK, TimeUnit.MILLISECONDS.toNanos(3));
    metrics.request(RequestKind.RPC, Outcome.SERVER_ERROR);
    metrics.delivered(Duration.ofMillis(-5));

    assertThat(registry.scrape())
        .contains("realtime_requests_total{kind=\"rpc\",outcome=\"ok\"} 1.0")
        .contains("realtime_requests_total{kind=\"rpc\",outcome=\"server_error\"} 1.0")
        .contains("realtime_command_duration_seconds_bucket{method=\"rpc\",le=\"0.002\"} 0")
        .contains("realtime_command_duration_seconds_bucket{method=\"rpc\",le=\"0.005\"} 1")
        .contains("realtime_publish_delivery_seconds_bucket{le=\"0.001\"} 1");
  }

  @Test
  void onlyInternalErrorsAndServerStatusesAreTheServersFailures() {
    assertThat(Outcome.ofErrorCode(0)).isEqualTo(Outcome.OK);
    assertThat(Outcome.ofErrorCode(100)).isEqualTo(Outcome.SERVER_ERROR);
    assertThat(Outcome.ofErrorCode(103)).isEqualTo(Outcome.CLIENT_ERROR);
    assertThat(Outcome.ofHttpStatus(204)).isEqualTo(Outcome.OK);
    assertThat(Outcome.ofHttpStatus(429)).isEqualTo(Outcome.CLIENT_ERROR);
    assertThat(Outcome.ofHttpStatus(503)).isEqualTo(Outcome.SERVER_ERROR);
  }

  private enum Policy {
    DROP_OLDEST
  }

  @Test
  void readsGaugesAtEachScrape() {
    long[] value = {7};
    metrics.gauge("realtime.connections", "Open connections", () -> value[0]);
    assertThat(registry.scrape()).contains("realtime_connections 7.0");
    value[0] = 8;
    assertThat(registry.scrape()).contains("realtime_connections 8.0");
    metrics.counters("realtime.slow.clients", "d", "policy", Policy.class);
    assertThat(registry.scrape()).contains("realtime_slow_clients_total{policy=\"drop_oldest\"} 0");
  }
}
