package dev.realtime.operator.start;

import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.cluster.FailedCreate;
import dev.realtime.operator.cluster.HungService;
import dev.realtime.operator.incident.KubernetesWorkspace;
import dev.realtime.operator.incident.ServiceView;
import dev.realtime.operator.incident.ServiceViews;
import dev.realtime.operator.remediate.Change;
import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.ObservedServices;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.SeriesStore;
import dev.realtime.operator.signal.Signal;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Everything that an operator does to a cluster, once.
 *
 * @param admin plays users, the kubelet and the controller of Deployments
 */
record Work(KubernetesClient admin) {
  private static final String NAMESPACE = "work";
  private static final String INCIDENT = "realtime";
  private static final String WHOLE = "whole";
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Kinds that a service of the greatest extent has, beside those that every service has. */
  private static final Map<String, String> EXTRAS =
      Map.of(
          "HTTPRoute", "gateway.networking.k8s.io/v1",
          "PodMonitor", "monitoring.coreos.com/v1",
          "PrometheusRule", "monitoring.coreos.com/v1",
          "Certificate", "cert-manager.io/v1",
          "Ingress", "networking.k8s.io/v1",
          "NetworkPolicy", "networking.k8s.io/v1",
          "PodDisruptionBudget", "policy/v1",
          "HorizontalPodAutoscaler", "autoscaling/v2");

  /** What the operator is told about the pods of one service: the second is the emptier one. */
  static ObservedServices seen() {
    return (namespace, service) -> {
      if (!service.equals(WHOLE)) {
        return Optional.empty();
      }
      Instant now = Instant.now();
      SeriesStore store = new SeriesStore(Duration.ofHours(1));
      store.add(
          Stream.of(pod(1), pod(2))
              .map(pod -> Sample.of(Signal.CONNECTIONS, pod, pod.equals(pod(1)) ? 100.0 : 7.0, now))
              .toList());
      return Optional.of(new Observations(store.view(now), Facts.none(), now));
    };
  }

  private static String pod(int number) {
    return WHOLE + "-" + number;
  }

  void prepare() {
    new Roles(admin).namespace(NAMESPACE);
  }

  /** An incident, from its first sign to the end of its record. */
  void incident(KubernetesClient own) {
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
    until(Deployment.class, INCIDENT, _ -> true);
    HungService hung = new HungService(admin, NAMESPACE, INCIDENT);
    hung.pod("realtime-1");
    // The controller of Deployments follows each new generation: a rollout would seem to be under
    // way.
    await("restart of " + INCIDENT)
        .atMost(LONG)
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(
            () ->
                hung.nothingReady()
                    .getSpec()
                    .getTemplate()
                    .getMetadata()
                    .getAnnotations()
                    .containsKey("realtime.dev/restarted-at"));
    replaceAPodAndForgetARun(own);
    patch(INCIDENT, "{\"spec\":{\"replicas\":1,\"redis\":null,\"broker\":\"Memory\"}}");
    await().atMost(LONG).until(() -> get(StatefulSet.class, "realtime-redis") == null);
  }

  /** A managed Redis whose pods a quota forbids, as the controller of StatefulSets tells it. */
  void refusedRedis() {
    create(
        """
        apiVersion: realtime.dev/v1alpha1
        kind: RealtimeService
        metadata: {name: refused}
        spec:
          replicas: 1
          runbook: {mode: Off}
          monitoring: {synthetic: {enabled: false}}
        """);
    StatefulSet redis = until(StatefulSet.class, "refused-redis", _ -> true);
    admin
        .resource(
            FailedCreate.event(
                redis,
                "create Pod refused-redis-0 in StatefulSet refused-redis failed error: pods"
                    + " \"refused-redis-0\" is forbidden: exceeded quota: small"))
        .create();
    until(
        RealtimeService.class,
        "refused",
        it ->
            it.statusOrEmpty()
                .condition("Degraded")
                .filter(condition -> condition.getReason().equals("QuotaExceeded"))
                .isPresent());
  }

  /** A service with everything that one can have, and then without it. */
  void everyPart() {
    create(
        """
        apiVersion: realtime.dev/v1alpha1
        kind: RealtimeService
        metadata: {name: whole}
        spec:
          autoscaling: {minReplicas: 2, maxReplicas: 4, cpuUtilization: 60}
          ingress: {host: chat.example.com}
          route: {gateways: [{name: public}]}
          tls: {certManager: {issuer: internal}}
          monitoring: {synthetic: {enabled: false}}
          runbook: {mode: Off}
        """);
    until(Deployment.class, WHOLE, _ -> true);
    HungService pods = new HungService(admin, NAMESPACE, WHOLE);
    pods.pod(pod(1));
    pods.pod(pod(2));
    until(
        Pod.class,
        pod(1),
        pod ->
            pod.getMetadata()
                .getAnnotations()
                .containsKey("controller.kubernetes.io/pod-deletion-cost"));
    await().atMost(LONG).until(() -> generic("ServiceMonitor", "monitoring.coreos.com/v1"));
    patch(WHOLE, "{\"spec\":{\"monitoring\":{\"podMonitor\":true}}}");
    await().atMost(LONG).until(() -> EXTRAS.entrySet().stream().allMatch(this::there));

    String key = get(Secret.class, WHOLE + "-token-key").getData().get("key");
    patch(WHOLE, "{\"metadata\":{\"annotations\":{\"realtime.dev/rotate-keys\":\"once\"}}}");
    until(Secret.class, WHOLE + "-token-key", it -> !it.getData().get("key").equals(key));

    patch(
        WHOLE,
        """
        {"spec": {"autoscaling": null, "replicas": 2, "ingress": null, "route": null, "tls": null,
          "disruptionBudget": {"enabled": false}, "network": {"enabled": false},
          "monitoring": {"podMonitor": false, "serviceMonitor": false, "prometheusRule": false}}}
        """);
    await().atMost(LONG).until(() -> EXTRAS.entrySet().stream().noneMatch(this::there));
    await().atMost(LONG).until(() -> get(HorizontalPodAutoscaler.class, WHOLE) == null);
  }

  void pause() {
    patch(WHOLE, "{\"metadata\":{\"annotations\":{\"realtime.dev/paused\":\"for a test\"}}}");
    paused("True");
  }

  /** An operator that has just started counts up the Event that another one wrote. */
  void pauseAgain() {
    patch(WHOLE, "{\"metadata\":{\"annotations\":{\"realtime.dev/paused\":null}}}");
    paused("False");
    pause();
    await()
        .atMost(LONG)
        .until(
            () ->
                admin.resources(Event.class).inNamespace(NAMESPACE).list().getItems().stream()
                    .anyMatch(event -> event.getCount() != null && event.getCount() > 1));
  }

  private void paused(String status) {
    until(
        RealtimeService.class,
        WHOLE,
        it ->
            it.statusOrEmpty()
                .condition("Paused")
                .filter(condition -> condition.getStatus().equals(status))
                .isPresent());
  }

  /** What an incident leads to after longer than a test can wait. */
  private void replaceAPodAndForgetARun(KubernetesClient own) {
    KubernetesWorkspace workspace = new KubernetesWorkspace(own, _ -> List.of(), _ -> List.of());
    ServiceView service = ServiceViews.of(get(RealtimeService.class, INCIDENT));
    Pod pod = get(Pod.class, "realtime-1");
    workspace.deletePod(
        service, new Change.Pod(pod.getMetadata().getName(), pod.getMetadata().getUid()));
    RunbookRun run =
        admin.resources(RunbookRun.class).inNamespace(NAMESPACE).list().getItems().getFirst();
    RunbookRun again = new RunbookRun();
    again.getMetadata().setNamespace(NAMESPACE);
    again.getMetadata().setName(run.getMetadata().getName());
    again.setSpec(run.getSpec());
    workspace.delete(workspace.create(again));
  }

  private void create(String yaml) {
    HasMetadata object = admin.getKubernetesSerialization().unmarshal(yaml, HasMetadata.class);
    object.getMetadata().setNamespace(NAMESPACE);
    admin.resource(object).create();
  }

  private void patch(String service, String json) {
    admin
        .resources(RealtimeService.class)
        .inNamespace(NAMESPACE)
        .withName(service)
        .patch(PatchContext.of(PatchType.JSON_MERGE), json);
  }

  private boolean there(Map.Entry<String, String> kind) {
    return generic(kind.getKey(), kind.getValue());
  }

  private boolean generic(String kind, String apiVersion) {
    return admin
        .genericKubernetesResources(apiVersion, kind)
        .inNamespace(NAMESPACE)
        .list()
        .getItems()
        .stream()
        .map(GenericKubernetesResource::getMetadata)
        .anyMatch(it -> WHOLE.equals(it.getLabels().get("app.kubernetes.io/instance")));
  }

  private <R extends HasMetadata> R get(Class<R> kind, String name) {
    return admin.resources(kind).inNamespace(NAMESPACE).withName(name).get();
  }

  private <R extends HasMetadata> R until(Class<R> kind, String name, Predicate<R> fits) {
    return await(kind.getSimpleName() + " " + name)
        .atMost(LONG)
        .until(() -> get(kind, name), found -> found != null && fits.test(found));
  }
}
