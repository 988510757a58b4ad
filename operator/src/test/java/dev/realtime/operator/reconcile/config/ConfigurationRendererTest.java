package dev.realtime.operator.reconcile.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.operator.reconcile.Names;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationRendererTest {
  @Test
  void boundsOfTheNodeAndRebalancingReachTheServer() {
    Map<?, ?> rendered =
        Serialization.unmarshal(
            render(
                    """
                    server:
                      limits: {handshakes: 2000, queuesSize: 64MiB}
                      rebalance: {rate: 50, tolerance: 0.5, least: 10}
                    """)
                .yaml(),
            Map.class);

    assertThat(rendered.get("limits")).isEqualTo(Map.of("handshakes", 2000, "queuesSize", "64MiB"));
    assertThat(rendered.get("rebalance"))
        .isEqualTo(Map.of("rate", 50, "tolerance", 0.5, "least", 10));
  }

  @Test
  void whatTheSpecLeavesOutIsLeftToTheServer() {
    assertThat(render("server: {}").yaml()).doesNotContain("limits", "rebalance");
  }

  @Test
  void noPodIsRestartedForThem() {
    Configuration before = render("server: {}");
    Configuration after =
        render("server: {limits: {handshakes: 2000, queuesSize: 64MiB}, rebalance: {rate: 50}}");

    assertThat(after.hash()).isNotEqualTo(before.hash());
    assertThat(after.restartHash()).isEqualTo(before.restartHash());
  }

  private static Configuration render(String spec) {
    RealtimeService service =
        Serialization.unmarshal(
            "apiVersion: realtime.dev/v1alpha1\nkind: RealtimeService\n"
                + "metadata: {name: chat, namespace: team}\nspec:\n"
                + spec.indent(2),
            RealtimeService.class);
    return ConfigurationRenderer.render(service, new Names("chat"), Overrides.none());
  }
}
