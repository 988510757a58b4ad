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
  private final Renderings renderings = Renderings.standard();

  @Test
  void theApiServerTakesEveryRenderingWithStrictValidation(Cluster cluster) {
    for (String namespace : List.of("realtime-system", "realtime")) {
      cluster
          .kubectl("apply", "--server-side", "-f", "-")
          .reading("apiVersion: v1\nkind: Namespace\nmetadata: {name: " + namespace + "}\n")
          .run();
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
