package dev.realtime.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.sys.ClusterException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cluster that is reached by a context of a kubeconfig, and by nothing else. */
@OnCluster(operator = true)
class ContextUpIT {
  private final Workspace workspace = Workspace.standard();

  /** The images are there already: the command that loads them has nothing to do. */
  private final ContextUp.Images loaded = new ContextUp.Images.Load(List.of("true"));

  @Test
  void operatorAndSampleBecomeReadyThere(Cluster cluster) {
    String context = cluster.kubectl("config", "current-context").run().strip();

    assertThat(new ContextUp(workspace, context, cluster.kubeconfig(), loaded).call()).isZero();

    assertThat(
            cluster
                .kubectl(
                    "-n",
                    "production",
                    "get",
                    "rts",
                    "realtime",
                    "-o",
                    "jsonpath={.status.readyReplicas}")
                .run())
        .isEqualTo("2");
  }

  @Test
  void aContextThatIsNotThereIsNamedWithThoseThatAre(Cluster cluster) {
    ContextUp up = new ContextUp(workspace, "elsewhere", cluster.kubeconfig(), loaded);
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(up::call)
        .withMessageContaining("no context 'elsewhere'")
        .withMessageContaining(cluster.kubectl("config", "current-context").run().strip());
  }
}
