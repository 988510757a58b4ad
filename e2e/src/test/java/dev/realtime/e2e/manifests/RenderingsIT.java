package dev.realtime.e2e.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.sys.Command;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A real API server takes every rendering, strictly; Helm refuses what cannot work. */
@OnCluster(operator = true)
class RenderingsIT {
  private static final String POD_MONITOR_CRD = "podmonitors.monitoring.coreos.com";

  /** The fields of the Prometheus operator's kind that the chart writes, and no others. */
  private static final String POD_MONITORS =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: podmonitors.monitoring.coreos.com}
      spec:
        group: monitoring.coreos.com
        scope: Namespaced
        names: {kind: PodMonitor, listKind: PodMonitorList, plural: podmonitors, singular: podmonitor}
        versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                required: [spec]
                properties:
                  spec:
                    type: object
                    required: [selector, podMetricsEndpoints]
                    properties:
                      selector:
                        type: object
                        properties:
                          matchLabels: {type: object, additionalProperties: {type: string}}
                      podMetricsEndpoints:
                        type: array
                        items:
                          type: object
                          properties: {port: {type: string}, path: {type: string}}
      """;

  private final Renderings renderings = Renderings.standard();

  @Test
  void theApiServerTakesEveryRenderingWithStrictValidation(Cluster cluster) {
    apply(cluster, POD_MONITORS);
    try {
      cluster.kubectl("wait", "--for=condition=Established", "crd/" + POD_MONITOR_CRD).run();
      takesAll(cluster);
    } finally {
      cluster.kubectl("delete", "crd", POD_MONITOR_CRD).run();
    }
  }

  private static void apply(Cluster cluster, String yaml) {
    cluster.kubectl("apply", "--server-side", "-f", "-").reading(yaml).run();
  }

  private void takesAll(Cluster cluster) {
    for (String namespace : List.of("realtime-system", "realtime")) {
      apply(cluster, "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + namespace + "}\n");
    }
    renderings
        .all()
        .forEach(
            (name, yaml) -> {
              Command.Result result =
                  cluster
                      .kubectl(
                          "apply",
                          "--server-side",
                          "--force-conflicts",
                          "--dry-run=server",
                          "--validate=strict",
                          "-f",
                          "-")
                      .reading(yaml)
                      .tryRun();
              assertThat(result.status()).as(name + ": " + result.output()).isZero();
              assertThat(result.output()).as(name).doesNotContain("Warning").contains("applied");
            });
  }

  @Test
  void aValueOfTheWrongTypeOrNameIsRefusedByItsPath() {
    assertThat(refusal("replicas=two")).contains("/replicas", "got string, want integer");
    assertThat(refusal("watch.namespace=a")).contains("/watch", "'namespace' not allowed");
    assertThat(refusal("image.digest=sha256:abc")).contains("/image/digest");
  }

  @Test
  void anOldKubernetesIsRefusedBeforeAnythingIsMade() {
    List<String> arguments =
        renderings.template().stream()
            .map(word -> word.equals(renderings.binaries().kubernetesVersion()) ? "1.29.9" : word)
            .toList();
    Command.Result result = renderings.helm(arguments).tryRun();
    assertThat(result.status()).isNotZero();
    assertThat(result.output()).contains(">=1.30.0-0", "v1.29.9");
  }

  private String refusal(String value) {
    Command.Result result = renderings.helm(renderings.template(value)).tryRun();
    assertThat(result.status()).as(value).isNotZero();
    return result.output();
  }
}
