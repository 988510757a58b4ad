package dev.realtime.operator.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkloadReaderTest {
  private static int ready(String endpoints) {
    return WorkloadReader.ready(
        new KubernetesSerialization()
            .unmarshal(
                """
                {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
                 "metadata": {"name": "realtime"}, "addressType": "IPv4", "endpoints": %s}
                """
                    .formatted(endpoints),
                EndpointSlice.class));
  }

  @Test
  void aSliceWithoutAnyPodHasNoReadyEndpoint() {
    assertThat(ready("null")).isZero();
  }

  @Test
  void whatIsNotReadyIsNotCounted() {
    assertThat(
            ready(
                """
                [{"addresses": ["10.0.0.1"], "conditions": {"ready": true}},
                 {"addresses": ["10.0.0.2"], "conditions": {"ready": false}},
                 {"addresses": ["10.0.0.3"]}]
                """))
        .as("unknown counts as ready, as Kubernetes says")
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "5, 5", "60, 5"})
  void whatIsWatchedIsReadOftenHoweverSeldomMetricsAre(int metrics, int watched) {
    Watched nothing =
        (Watched)
            Proxy.newProxyInstance(
                Watched.class.getClassLoader(),
                new Class<?>[] {Watched.class},
                (_, method, _) -> {
                  throw new AssertionError("nothing is read: " + method);
                });
    var reader = new WorkloadReader(nothing, "ns", "realtime", Duration.ofSeconds(metrics));
    assertThat(reader.interval()).isEqualTo(Duration.ofSeconds(watched));
  }
}
