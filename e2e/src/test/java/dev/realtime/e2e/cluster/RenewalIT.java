package dev.realtime.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.e2e.cluster.binary.Binaries;
import dev.realtime.e2e.cluster.simulated.SimulatedCluster;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.BuiltImage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real API server and real controllers; that the pods are played makes no difference here. */
class RenewalIT {
  private static final List<BuiltImage> OLD = images("sha256:1");
  private static final List<BuiltImage> NEW = images("sha256:2");

  @TempDir private static Path directory;
  private static SimulatedCluster cluster;

  private static List<BuiltImage> images(String digest) {
    return List.of(new BuiltImage("realtime.dev/server:1", Path.of("server.tar"), digest, 1, 1));
  }

  @BeforeAll
  static void start() {
    cluster =
        new SimulatedCluster(
            directory.resolve("state"),
            new Binaries(Directories.standard(), Progress.onTerminal()));
    cluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.stop();
  }

  private static Renewal begin(List<BuiltImage> images) {
    return Renewal.begin(cluster::kubectl, "default", "server", images);
  }

  /** As one {@code ./dev up} does it, from begin to end. */
  private static void renew(List<BuiltImage> images) throws InterruptedException {
    Renewal renewal = begin(images);
    restart(renewal);
    renewal.done();
  }

  private static void restart(Renewal renewal) throws InterruptedException {
    // kubectl restarts a deployment once a second.
    TimeUnit.SECONDS.sleep(1);
    renewal.restart();
  }

  @BeforeEach
  void deploymentThatRunsWithOldImages() {
    cluster.kubectl("delete", "deployment", "server", "--ignore-not-found").run();
    Renewal first = begin(OLD);
    cluster.kubectl("create", "deployment", "server", "--image=realtime.dev/server:1").run();
    cluster.kubectl("rollout", "status", "deployment/server", "--timeout=50s").run();
    first.restart();
    first.done();
    assertThat(revision()).isEqualTo("1");
  }

  /** Counts the templates that its pods had. */
  private static String revision() {
    return cluster
        .kubectl(
            "get",
            "deployment",
            "server",
            "--output=jsonpath={.metadata.annotations.deployment\\.kubernetes\\.io/revision}")
        .run();
  }

  @Test
  void theSameImagesDisturbNoPod() throws InterruptedException {
    renew(OLD);
    assertThat(revision()).isEqualTo("1");
  }

  @Test
  void otherImagesReplaceThePodsOnce() throws InterruptedException {
    renew(NEW);
    assertThat(revision()).isEqualTo("2");
    renew(NEW);
    assertThat(revision()).isEqualTo("2");
  }

  @Test
  void whatWasCutShortIsMadeGoodWithWhateverImages() throws InterruptedException {
    begin(NEW);
    renew(NEW);
    assertThat(revision()).as("cut short, then the same again").isEqualTo("2");
    restart(begin(OLD));
    assertThat(revision()).as("cut short while pods were replaced").isEqualTo("3");
    renew(NEW);
    assertThat(revision()).as("back to the images before").isEqualTo("4");
  }
}
