package dev.realtime.e2e.scale;

import dev.realtime.api.v1alpha1.RealtimeService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Services alike, spread over namespaces, and what there is of them.
 *
 * @param client of the cluster's administrator
 * @param count how many
 * @param shards how many values their label for the selector takes, in turn
 */
record ManyServices(KubernetesClient client, int count, int shards) {
  private static final int IN_ONE_NAMESPACE = 50;
  private static final int AT_A_TIME = 8;
  private static final List<Class<? extends HasMetadata>> OBJECTS =
      List.of(
          io.fabric8.kubernetes.api.model.apps.Deployment.class,
          Service.class,
          io.fabric8.kubernetes.api.model.ConfigMap.class,
          io.fabric8.kubernetes.api.model.Secret.class,
          io.fabric8.kubernetes.api.model.ServiceAccount.class,
          io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy.class,
          io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget.class);

  /** Makes all of them. */
  void create() {
    IntStream.rangeClosed(0, (count - 1) / IN_ONE_NAMESPACE)
        .mapToObj(i -> new NamespaceBuilder().withNewMetadata().withName("n" + i).endMetadata())
        .forEach(namespace -> client.resource(namespace.build()).create());
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
      for (int i = 0; i < count; i++) {
        RealtimeService service = service(i);
        threads.execute(() -> client.resource(service).create());
      }
    }
  }

  private RealtimeService service(int number) {
    return Serialization.unmarshal(
        """
        apiVersion: realtime.dev/v1alpha1
        kind: RealtimeService
        metadata:
          name: s%1$d
          namespace: n%2$d
          labels: {shard: "%3$d"}
        spec:
          replicas: 1
          broker: Memory
          rollout: {healthySeconds: 30}
          runbook: {mode: Off}
          monitoring: {intervalSeconds: 60, synthetic: {enabled: false}}
        """
            .formatted(number, number / IN_ONE_NAMESPACE, number % shards),
        RealtimeService.class);
  }

  /** Names of those that are Ready, kept current by a watch. */
  Set<String> ready() {
    Set<String> ready = ConcurrentHashMap.newKeySet();
    client
        .resources(RealtimeService.class)
        .inAnyNamespace()
        .inform(
            new ResourceEventHandler<>() {
              @Override
              public void onAdd(RealtimeService service) {
                if (service.statusOrEmpty().isTrue("Ready")) {
                  ready.add(service.getMetadata().getName());
                }
              }

              @Override
              public void onUpdate(RealtimeService before, RealtimeService service) {
                onAdd(service);
              }

              @Override
              public void onDelete(RealtimeService service, boolean unknown) {
                ready.remove(service.getMetadata().getName());
              }
            });
    return ready;
  }

  /** The version of each service, and of each object that they are made of. */
  Map<String, String> versions() {
    var versions = new HashMap<String, String>();
    client
        .resources(RealtimeService.class)
        .inAnyNamespace()
        .list()
        .getItems()
        .forEach(service -> put(versions, service));
    for (Class<? extends HasMetadata> kind : OBJECTS) {
      client
          .resources(kind)
          .inAnyNamespace()
          .withLabel("app.kubernetes.io/managed-by", "realtime-operator")
          .list()
          .getItems()
          .forEach(object -> put(versions, object));
    }
    return versions;
  }

  /** How many are new, gone or of another version. */
  static int changes(Map<String, String> before, Map<String, String> after) {
    var names = new HashSet<>(before.keySet());
    names.addAll(after.keySet());
    return (int)
        names.stream().filter(name -> !Objects.equals(before.get(name), after.get(name))).count();
  }

  private static void put(Map<String, String> versions, HasMetadata object) {
    ObjectMeta metadata = object.getMetadata();
    versions.put(
        object.getKind() + "/" + metadata.getNamespace() + "/" + metadata.getName(),
        metadata.getResourceVersion());
  }
}
