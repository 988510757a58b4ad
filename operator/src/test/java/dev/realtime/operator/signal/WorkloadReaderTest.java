package dev.realtime.operator.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

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
}
