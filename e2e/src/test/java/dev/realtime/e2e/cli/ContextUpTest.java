package dev.realtime.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.realtime.e2e.cli.ContextUp.Images;
import dev.realtime.e2e.cluster.sys.ClusterException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContextUpTest {
  @Test
  void kindAndMinikubeAreKnownByTheirContexts() {
    assertThat(Images.of("kind-dev", null, null))
        .isEqualTo(new Images.Load(List.of("kind", "load", "image-archive", "--name", "dev")));
    assertThat(Images.of("minikube", null, null))
        .isEqualTo(new Images.Load(List.of("minikube", "image", "load")));
  }

  @Test
  void whatIsSaidComesFirst() {
    assertThat(Images.of("kind-dev", "registry/x", null)).isEqualTo(new Images.Push("registry/x"));
    assertThat(Images.of("other", null, "k3d image import "))
        .isEqualTo(new Images.Load(List.of("k3d", "image", "import")));
  }

  @Test
  void anotherClusterNeedsAWayForItsImages() {
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> Images.of("prod", null, null))
        .withMessageContaining("'prod'")
        .withMessageContaining("--push")
        .withMessageContaining("--load");
  }
}
