package dev.realtime.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real API server, with the Lease as the client's own election writes it. */
final class LeaseFenceIT {
  private static final String NAME = "fenced";

  private final Space space = new Space();
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final LeaseLock lock = new LeaseLock(space.name(), NAME, "us");
  private KubernetesClient client;

  @BeforeEach
  void connect() throws IOException {
    client =
        ApiClients.of(
            Config.fromKubeconfig(Files.readString(ApiServer.running().kubeconfig())),
            new LeaseFence(space.name(), NAME, "us", now::get));
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void replicaThatHasNeverLedIsNotHeldBack() {
    pass(Duration.ofHours(1));

    write("first");
  }

  @Test
  void leaderWritesWhileItsLeaseIsFreshAndNotAfterwards() {
    lock.create(client, record("us"));
    pass(Leadership.LEASE.minusMillis(1));
    write("in time");
    pass(Duration.ofMillis(1));

    assertThatThrownBy(() -> write("too late"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("was not sent")
        .hasMessageContaining("PT15S ago");
    assertThat(
            space
                .client()
                .configMaps()
                .inNamespace(space.name())
                .withName("written")
                .get()
                .getData())
        .containsEntry("text", "in time");
  }

  @Test
  void whoeverLedMayStillReadAndAsk() {
    lock.create(client, record("us"));
    pass(Duration.ofMinutes(1));

    assertThat(client.configMaps().inNamespace(space.name()).list()).isNotNull();
    assertThat(
            client
                .resource(
                    new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withNewNonResourceAttributes()
                        .withPath("/metrics")
                        .withVerb("get")
                        .endNonResourceAttributes()
                        .endSpec()
                        .build())
                .create()
                .getStatus()
                .getAllowed())
        .isTrue();
  }

  @Test
  void renewalOpensItAgainAndTheLeaseOfAnotherDoesNot() {
    lock.create(client, record("us"));
    pass(Duration.ofMinutes(1));
    LeaseLock theirs = new LeaseLock(space.name(), NAME, "them");
    theirs.get(client);
    theirs.update(client, record("them"));
    client
        .leases()
        .inNamespace(space.name())
        .withName(NAME)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"a\":\"b\"}}}");
    assertThatThrownBy(() -> write("not ours")).hasMessageContaining("was not sent");

    lock.get(client);
    lock.update(client, record("us"));

    write("ours again");
  }

  @Test
  void renewalThatIsRefusedCountsForNothing() {
    lock.create(client, record("us"));
    lock.get(client);
    // Somebody else is faster.
    space
        .client()
        .leases()
        .inNamespace(space.name())
        .withName(NAME)
        .edit(
            lease ->
                new LeaseBuilder(lease).editSpec().withHolderIdentity("them").endSpec().build());
    pass(Duration.ofMinutes(1));

    assertThatThrownBy(() -> lock.update(client, record("us")))
        .isInstanceOf(KubernetesClientException.class);
    assertThatThrownBy(() -> write("after all")).hasMessageContaining("was not sent");
  }

  private void write(String text) {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("written")
            .withNamespace(space.name())
            .endMetadata()
            .addToData("text", text)
            .build();
    client.resource(map).fieldManager("fence").forceConflicts().serverSideApply();
  }

  private static LeaderElectionRecord record(String holder) {
    ZonedDateTime time = ZonedDateTime.now(ZoneOffset.UTC);
    return new LeaderElectionRecord(holder, Leadership.LEASE, time, time, 0);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
