package dev.realtime.operator.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.operator.cluster.Space;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplerFactoryTest {
  @ParameterizedTest
  @CsvSource({"replicas: 2, 8004", "'service: {port: 80}', 80"})
  void connectsWhereTheServiceListens(String spec, int port) {
    RealtimeService service = Space.service(spec);
    service.getMetadata().setNamespace("production");
    assertThat(SamplerFactory.address(service))
        .hasToString("ws://realtime.production.svc:" + port + "/connection/websocket");
  }
}
