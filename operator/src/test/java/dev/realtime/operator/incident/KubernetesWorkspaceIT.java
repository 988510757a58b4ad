package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.remediate.Change;
import io.fabric8.kubeapitest.junit.EnableKubeAPIServer;
import io.fabric8.kubeapitest.junit.KubeConfig;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules that incidents rest on, at a real API server. */
@EnableKubeAPIServer
class KubernetesWorkspaceIT {
  private static final Path MANIFESTS = Path.of("..", "manifests", "base");
  @KubeConfig static String kubeConfig;
  private static KubernetesClient client;

  private ServiceView service;
  private KubernetesWorkspace workspace;

  @BeforeAll
  static void install() throws IOException {
    client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeConfig)).build();
    try (Stream<Path> crds = Files.list(MANIFESTS.resolve("crds"))) {
      crds.filter(file -> file.toString().endsWith(".dev.yaml"))
          .forEach(KubernetesWorkspaceIT::apply);
    }
    apply(MANIFESTS.resolve("approval-policy.yaml"));
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> client.resources(RunbookRun.class).inNamespace("default").list() != null);
  }

  private static void apply(Path file) {
    try (var in = Files.newInputStream(file)) {
      client.load(in).serverSideApply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start() {
    client.resources(RunbookRun.class).inNamespace("default").delete();
    client.resources(RealtimeService.class).inNamespace("default").delete();
    var resource =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
        apiVersion: realtime.dev/v1alpha1
        kind: RealtimeService
        metadata: {name: chat, namespace: default}
        spec:
          runbook: {mode: Approve, ceilings: {replicas: 20, memory: 2Gi}}
        """,
                RealtimeService.class);
    service = ServiceViews.of(client.resource(resource).create());
    workspace = newOperator();
  }

  private KubernetesWorkspace newOperator() {
    return new KubernetesWorkspace(
        client,
        view -> client.resources(RunbookRun.class).inNamespace(view.namespace()).list().getItems(),
        view -> List.of());
  }

  @Test
  void readsTheServiceWithEveryDefaultFilledIn() {
    assertThat(service.policy().mode().name()).isEqualTo("APPROVE");
    assertThat(service.policy().ceilings().replicas()).isEqualTo(20);
    assertThat(service.policy().thresholds().errorRate().percent()).isEqualTo(5);
    assertThat(service.policy().budget().actionsPerHour()).isEqualTo(6);
    assertThat(service.generation()).isEqualTo(1);
  }

  private World world() {
    var world = new World(workspace);
    world.service = service;
    world.scene.endpoints = 0;
    return world;
  }

  @Test
  void keepsAWholeIncidentInTheApiServerAcrossOperators() {
    World world = world();
    world.run(Duration.ofSeconds(45));
    RunbookRun run = world.onlyRun();
    assertThat(run.getStatus().state()).isEqualTo(RunState.AWAITING_APPROVAL);
    approve(run, run.getStatus().plan().hash());
    workspace = newOperator();
    world.workspace = workspace;
    world.restartOperator();
    world.run(Duration.ofSeconds(10));
    run = world.onlyRun();
    assertThat(run.getStatus().state()).isEqualTo(RunState.VERIFYING);
    assertThat(run.getStatus().approval().by()).isEqualTo(me());
    assertThat(run.getStatus().approval().with()).isEqualTo("kubectl-edit");
    assertThat(run.getStatus().approval().at()).isAfter(Instant.now().minusSeconds(60));
    RealtimeService there =
        client.resources(RealtimeService.class).inNamespace("default").withName("chat").get();
    assertThat(there.getStatus().overrides().restart().run())
        .isEqualTo(run.getMetadata().getName());
    assertThat(there.getStatus().incident().run()).isEqualTo(run.getMetadata().getName());
    assertThat(there.getStatus().checklist()).hasSize(6);
    assertThat(there.getMetadata().getGeneration()).as("the spec is never written").isEqualTo(1);
    world.scene.endpoints = 2;
    world.podsSince = world.scene.now();
    world.until("over", Duration.ofMinutes(2), w -> !w.onlyRun().open());
    assertThat(world.onlyRun().getStatus().state()).isEqualTo(RunState.SUCCEEDED);
    there = client.resources(RealtimeService.class).inNamespace("default").withName("chat").get();
    assertThat(there.getStatus().incident()).as("a field left out is taken away").isNull();
  }

  /** Who this test is to the API server. */
  private static String me() {
    return client
        .resource(new SelfSubjectReview())
        .create()
        .getStatus()
        .getUserInfo()
        .getUsername();
  }

  private static void approve(RunbookRun run, String plan) {
    approveAs(run, plan, me());
  }

  private static void approveAs(RunbookRun run, String plan, String by) {
    client
        .resource(run)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager("kubectl-edit")
                .build(),
            "{\"spec\":{\"approval\":{\"plan\":\"" + plan + "\",\"by\":\"" + by + "\"}}}");
  }

  @Test
  void refusesAnApprovalOfAnOutdatedPlanAtTheApiServer() {
    World world = world();
    world.run(Duration.ofSeconds(45));
    assertThatThrownBy(() -> approve(world.onlyRun(), "0123456789ab"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("not the current one");
  }

  @Test
  void refusesAnApprovalInSomebodyElsesName() {
    World world = world();
    world.run(Duration.ofSeconds(45));
    RunbookRun run = world.onlyRun();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThatThrownBy(
                        () -> approveAs(run, run.getStatus().plan().hash(), "somebody-else"))
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("your own user name"));
  }

  @Test
  void refusesTheStatusOfAnOperatorThatHasBeenSuperseded() {
    World world = world();
    world.run(Duration.ofSeconds(45));
    RunbookRun stale = world.onlyRun();
    approve(stale, stale.getStatus().plan().hash());
    assertThatThrownBy(() -> workspace.writeStatus(stale))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("modified");
  }

  @Test
  void createsARunOnlyOnce() {
    RunbookRun run = Runs.giveBack(service, Instant.EPOCH);
    RunbookRun first = workspace.create(run);
    assertThat(workspace.create(Runs.giveBack(service, Instant.EPOCH)).getMetadata().getUid())
        .isEqualTo(first.getMetadata().getUid());
  }

  @Test
  void leavesTheReconcilersPartOfTheStatusAlone() {
    GenericKubernetesResource mine =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
            apiVersion: realtime.dev/v1alpha1
            kind: RealtimeService
            metadata: {name: chat, namespace: default}
            status: {observedGeneration: 1, replicas: 3}
            """,
                GenericKubernetesResource.class);
    client
        .resource(mine)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("realtime-operator")
                .build(),
            mine);
    World world = world();
    world.run(Duration.ofSeconds(45));
    RealtimeService there =
        client.resources(RealtimeService.class).inNamespace("default").withName("chat").get();
    assertThat(there.getStatus().replicas()).isEqualTo(3);
    assertThat(there.getStatus().incident()).isNotNull();
  }

  @Test
  void deletesAPodOnlyIfItIsStillThatOne() {
    Pod pod = pod("chat-redis-0", null);
    workspace.deletePod(service, new Change.Pod("chat-redis-0", "another-uid"));
    assertThat(there(pod)).isTrue();
    workspace.deletePod(service, new Change.Pod("chat-redis-0", pod.getMetadata().getUid()));
    await().atMost(Duration.ofSeconds(20)).until(() -> !there(pod));
    workspace.deletePod(service, new Change.Pod("chat-redis-0", pod.getMetadata().getUid()));
  }

  /** The kubelet of its node is not there to end it, so it can be looked at. */
  @Test
  void givesAPodThatMayHangLittleTimeToEnd() {
    Pod pod = pod("chat-redis-1", "a-node");
    workspace.deletePod(service, new Change.Pod("chat-redis-1", pod.getMetadata().getUid()));
    assertThat(client.resource(pod).get().getMetadata().getDeletionGracePeriodSeconds())
        .isEqualTo(5);
    client.resource(pod).withGracePeriod(0).delete();
  }

  /** A pod that asks for half a minute. */
  private static Pod pod(String name, @Nullable String node) {
    return client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .withTerminationGracePeriodSeconds(30L)
                .withAutomountServiceAccountToken(false)
                .addNewContainer()
                .withName("redis")
                .withImage("redis")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  private static boolean there(HasMetadata object) {
    return client.resource(object).get() != null;
  }

  @Test
  void refusesNonsenseAtAdmission() {
    for (String spec :
        List.of(
            "{service: chat, procedure: Repair}",
            "{service: chat, procedure: Restart, symptom: ServiceDown}",
            "{service: chat, procedure: OpenCircuit}",
            "{service: chat, procedure: Restart, mode: 'Off'}",
            "{service: chat, procedure: Dance}")) {
      assertThatThrownBy(() -> client.resource(run("bad", spec)).create())
          .as(spec)
          .isInstanceOf(KubernetesClientException.class);
    }
    client.resource(run("good", "{service: chat, procedure: Restart}")).create();
    RunbookRun good =
        client.resources(RunbookRun.class).inNamespace("default").withName("good").get();
    assertThat(good.getSpec().trigger().name()).isEqualTo("PERSON");
    assertThatThrownBy(
            () ->
                client
                    .resource(good)
                    .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"procedure\":\"Rollback\"}}"))
        .hasMessageContaining("create another run");
  }

  private static GenericKubernetesResource run(String name, String spec) {
    return client
        .getKubernetesSerialization()
        .unmarshal(
            "apiVersion: realtime.dev/v1alpha1\nkind: RunbookRun\nmetadata: {name: "
                + name
                + ", namespace: default}\nspec: "
                + spec,
            GenericKubernetesResource.class);
  }

  @Test
  void recordsOfADeletedServiceAreEndedAndInTheEndForgotten() {
    World world = world();
    world.until("an incident", Duration.ofMinutes(3), w -> !w.runs().isEmpty());
    world.tick();
    assertThat(world.onlyRun().open()).isTrue();
    var left = new LeftRuns(client, workspace);
    Instant now = Instant.now();
    left.look(world.runs().stream(), Set.of(), now);
    assertThat(world.onlyRun().open()).as("the service is there").isTrue();

    client.resources(RealtimeService.class).inNamespace("default").withName("chat").delete();
    left.look(world.runs().stream(), Set.of(), now.plus(Duration.ofMinutes(1)));
    assertThat(world.onlyRun().open()).as("not yet time to look again").isTrue();
    left.look(world.runs().stream(), Set.of(), now.plus(Duration.ofMinutes(11)));
    assertThat(world.onlyRun().open()).isFalse();
    assertThat(world.onlyRun().getStatus().summary()).contains("has been deleted");

    left.look(world.runs().stream(), Set.of(), now.plus(Duration.ofDays(29)));
    assertThat(world.runs()).hasSize(1);
    left.look(world.runs().stream(), Set.of(), now.plus(Duration.ofDays(31)));
    assertThat(world.runs()).isEmpty();
  }
}
