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
  private static final List<String> MONITOR_CRDS =
      List.of("podmonitors.monitoring.coreos.com", "servicemonitors.monitoring.coreos.com");

  /** The fields of the Prometheus operator's kinds that the chart writes, and no others. */
  private static final String MONITORS =
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
                          properties:
                            port: {type: string}
                            path: {type: string}
                            authorization:
                              type: object
                              properties:
                                type: {type: string}
                                credentials:
                                  type: object
                                  required: [key]
                                  properties: {name: {type: string}, key: {type: string}}
      ---
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: servicemonitors.monitoring.coreos.com}
      spec:
        group: monitoring.coreos.com
        scope: Namespaced
        names: {kind: ServiceMonitor, listKind: ServiceMonitorList, plural: servicemonitors, singular: servicemonitor}
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
                    required: [selector, endpoints]
                    properties:
                      selector:
                        type: object
                        properties:
                          matchLabels: {type: object, additionalProperties: {type: string}}
                      endpoints:
                        type: array
                        items:
                          type: object
                          properties:
                            port: {type: string}
                            path: {type: string}
                            bearerTokenFile: {type: string}
      """;

  private final Renderings renderings = Renderings.standard();

  @Test
  void theApiServerTakesEveryRenderingWithStrictValidation(Cluster cluster) {
    apply(cluster, MONITORS);
    try {
      for (String crd : MONITOR_CRDS) {
        cluster.kubectl("wait", "--for=condition=Established", "crd/" + crd).run();
      }
      takesAll(cluster);
    } finally {
      MONITOR_CRDS.forEach(crd -> cluster.kubectl("delete", "crd", crd).run());
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
    assertThat(refusal("monitoring.podMonitor=true"))
        .contains("Set monitoring.tokenSecret.name", "monitoring.serviceMonitor");
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
