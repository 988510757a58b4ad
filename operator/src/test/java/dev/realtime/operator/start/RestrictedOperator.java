package dev.realtime.operator.start;

import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.incident.KubernetesWorkspace;
import dev.realtime.operator.incident.RunListener;
import dev.realtime.operator.incident.ServiceView;
import dev.realtime.operator.incident.ServiceViews;
import dev.realtime.operator.process.OperatorProcess;
import dev.realtime.operator.process.OperatorSettings;
import dev.realtime.operator.reconcile.RealtimeServiceReconciler;
import dev.realtime.operator.remediate.Change;
import dev.realtime.operator.runbook.RunEvents;
import dev.realtime.operator.runbook.RunbookEngine;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** A whole operator with the rights of its ServiceAccount, and work for it. */
final class RestrictedOperator implements AutoCloseable {
  private static final String WORK = "work";
  private static final Duration LONG = Duration.ofSeconds(60);

  private final KubernetesClient admin;
  private final KubernetesClient own;
  private final OperatorProcess process;

  private RestrictedOperator(
      KubernetesClient admin, KubernetesClient own, OperatorProcess process) {
    this.admin = admin;
    this.own = own;
    this.process = process;
  }

  static RestrictedOperator start(ApiServer server) throws IOException, InterruptedException {
    new Roles(server.client()).namespace(WORK);
    OperatorSettings settings =
        OperatorSettings.from(
            Map.of(
                "REALTIME_SERVER_IMAGE", "realtime.dev/server:test",
                "REALTIME_REDIS_IMAGE", "realtime.dev/redis:test",
                "OPERATOR_NAMESPACE", Roles.NAMESPACE,
                "POD_NAME", "restricted",
                "MANAGEMENT_PORT", "0"));
    KubernetesClient client = server.clientOf(Roles.NAMESPACE, Roles.OPERATOR);
    new StartChecks(client, settings).run();
    OperatorProcess process = new OperatorProcess(settings, client, () -> {});
    process.register(new RealtimeServiceReconciler(settings));
    process.start();
    RunEvents events = new RunEvents(client, Clock.systemUTC());
    RunbookEngine runbook =
        new RunbookEngine(
            client, Set.of(), "", process::leading, RunListener.all(events), Clock.systemUTC());
    process.closeWith(events);
    process.closeWith(runbook);
    runbook.start();
    return new RestrictedOperator(server.client(), client, process);
  }

  /** Everything that the operator does to a cluster, once. */
  void workThroughEverything() {
    create(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: ours}
        stringData: {token: a-token-of-the-users}
        """);
    create(
        """
        apiVersion: realtime.dev/v1alpha1
        kind: RealtimeService
        metadata: {name: realtime}
        spec:
          replicas: 1
          redis: {managed: {memory: 128Mi}}
          runbook:
            thresholds:
              availability: {holdSeconds: 5}
              recoverSeconds: 5
          monitoring:
            intervalSeconds: 1
            synthetic: {enabled: false}
        """);
    until(StatefulSet.class, "realtime-redis", _ -> true);
    Deployment deployment = until(Deployment.class, "realtime", _ -> true);
    await()
        .atMost(LONG)
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(this::nothingReady);
    hungPod("realtime-1", deployment.getSpec().getTemplate().getMetadata().getLabels());
    until(
        Deployment.class,
        "realtime",
        d ->
            d.getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .containsKey("realtime.dev/restarted-at"));
    replaceAPodAndForgetARun();
    patch("{\"spec\":{\"replicas\":1,\"redis\":null,\"broker\":\"Memory\"}}");
    await()
        .atMost(LONG)
        .until(
            () ->
                admin.apps().statefulSets().inNamespace(WORK).withName("realtime-redis").get()
                    == null);
  }

  /** What an incident leads to after longer than a test can wait. */
  private void replaceAPodAndForgetARun() {
    KubernetesWorkspace workspace = new KubernetesWorkspace(own, _ -> List.of(), _ -> List.of());
    ServiceView service =
        ServiceViews.of(
            admin.resources(RealtimeService.class).inNamespace(WORK).withName("realtime").get());
    Pod pod = admin.pods().inNamespace(WORK).withName("realtime-1").get();
    workspace.deletePod(
        service, new Change.Pod(pod.getMetadata().getName(), pod.getMetadata().getUid()));
    RunbookRun run =
        admin.resources(RunbookRun.class).inNamespace(WORK).list().getItems().getFirst();
    RunbookRun again = new RunbookRun();
    again.getMetadata().setNamespace(WORK);
    again.getMetadata().setName(run.getMetadata().getName());
    again.setSpec(run.getSpec());
    workspace.delete(workspace.create(again));
  }

  private void hungPod(String name, Map<String, String> labels) {
    Pod pod =
        admin
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(WORK)
                    .withLabels(labels)
                    .endMetadata()
                    .withNewSpec()
                    .withAutomountServiceAccountToken(false)
                    .addNewContainer()
                    .withName("server")
                    .withImage("server")
                    .endContainer()
                    .endSpec()
                    .build())
            .create();
    pod.setStatus(
        new PodStatusBuilder()
            .withPhase("Running")
            .addNewContainerStatus()
            .withName("server")
            .withImage("server")
            .withImageID("")
            .withReady(false)
            .withRestartCount(0)
            .withNewState()
            .withNewRunning()
            .withStartedAt(Instant.now().toString())
            .endRunning()
            .endState()
            .endContainerStatus()
            .build());
    admin.resource(pod).updateStatus();
  }

  /** Plays the controller of Deployments. */
  private boolean nothingReady() {
    Deployment deployment = admin.apps().deployments().inNamespace(WORK).withName("realtime").get();
    deployment.setStatus(
        new DeploymentStatusBuilder()
            .withObservedGeneration(deployment.getMetadata().getGeneration())
            .withReplicas(1)
            .withUpdatedReplicas(1)
            .withReadyReplicas(0)
            .build());
    return admin.resource(deployment).updateStatus() != null;
  }

  private void create(String yaml) {
    HasMetadata object = admin.getKubernetesSerialization().unmarshal(yaml, HasMetadata.class);
    object.getMetadata().setNamespace(WORK);
    admin.resource(object).create();
  }

  private void patch(String json) {
    admin
        .resources(RealtimeService.class)
        .inNamespace(WORK)
        .withName("realtime")
        .patch(PatchContext.of(PatchType.JSON_MERGE), json);
  }

  private <R extends HasMetadata> R until(Class<R> kind, String name, Predicate<R> fits) {
    AtomicReference<R> last = new AtomicReference<>();
    await(kind.getSimpleName() + " " + name)
        .atMost(LONG)
        .until(
            () -> {
              R found = admin.resources(kind).inNamespace(WORK).withName(name).get();
              last.set(found);
              return found != null && fits.test(found);
            });
    return last.get();
  }

  @Override
  public void close() {
    process.close();
  }
}
