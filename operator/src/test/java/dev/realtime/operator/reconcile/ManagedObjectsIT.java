package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.operator.cluster.RunningOperator;
import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ManagedObjectsIT {
  private static final Path SAMPLES = Path.of("..", "manifests", "samples");

  private final RunningOperator operator = RunningOperator.running();
  private final Space space = new Space();

  static Stream<Arguments> samples() throws IOException {
    try (Stream<Path> files = Files.walk(SAMPLES)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .map(Arguments::of)
          .toList()
          .stream();
    }
  }

  @Test
  void serviceIsMadeOfItsObjectsAndOwnsThem() {
    RealtimeService service = space.create("replicas: 2");

    List<HasMetadata> objects =
        List.of(
            space.await(ServiceAccount.class, "realtime", _ -> true),
            space.await(ConfigMap.class, "realtime-config", _ -> true),
            space.await(Secret.class, "realtime-token-key", _ -> true),
            space.await(Secret.class, "realtime-api-key", _ -> true),
            space.await(Service.class, "realtime", _ -> true),
            space.await(Service.class, "realtime-headless", _ -> true),
            space.await(ConfigMap.class, "realtime-redis", _ -> true),
            space.await(Secret.class, "realtime-redis", _ -> true),
            space.await(Service.class, "realtime-redis", _ -> true),
            space.await(StatefulSet.class, "realtime-redis", _ -> true),
            space.await(Deployment.class, "realtime", _ -> true));

    assertThat(objects)
        .allSatisfy(
            object ->
                assertThat(object.getMetadata().getOwnerReferences())
                    .singleElement()
                    .returns(service.getMetadata().getUid(), owner -> owner.getUid())
                    .returns(true, owner -> owner.getController()));
    Deployment deployment =
        space.await(Deployment.class, "realtime", d -> d.getSpec().getReplicas() == 2);
    assertThat(deployment.getMetadata().getLabels()).containsEntry("app", "realtime");
  }

  @Test
  void statusTellsWhenPodsAreReady() {
    space.create("replicas: 2");
    space.awaitCondition("Ready", "False");
    space.await(Deployment.class, "realtime", d -> d.getSpec().getReplicas() == 2);

    space.podsReady();

    RealtimeService ready = space.awaitCondition("Ready", "True");
    assertThat(ready.getStatus().readyReplicas()).isEqualTo(2);
    assertThat(ready.getStatus().observedGeneration())
        .isEqualTo(ready.getMetadata().getGeneration());
    assertThat(ready.getStatus().selector()).contains("app=realtime");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void secondReconcileWritesNothing(Path sample) throws IOException {
    RealtimeService service =
        Stream.of(Files.readString(sample).split("(?m)^---$", -1))
            .filter(document -> document.contains("\nkind: RealtimeService\n"))
            .map(document -> Serialization.unmarshal(document, RealtimeService.class))
            .findFirst()
            .orElseThrow();
    service.getMetadata().setNamespace(space.name());
    service.getMetadata().setName("realtime");
    space.client().resource(service).create();
    space.await(Deployment.class, "realtime", _ -> true);
    space.awaitQuiet();
    space.podsReady();
    space.awaitQuiet();
    int writes = operator.writes(space.name()).size();
    double reconciles = operator.reconciles();

    space.patch("metadata: {annotations: {test/touched: now}}");
    await().atMost(Duration.ofSeconds(10)).until(() -> operator.reconciles() > reconciles);
    space.awaitQuiet();

    assertThat(operator.writes(space.name()).stream().skip(writes)).isEmpty();
    assertThat(writes).isPositive();
  }

  static Stream<Arguments> drifts() {
    return Stream.of(
        drift(
            ServiceAccount.class,
            "realtime",
            a -> a.setAutomountServiceAccountToken(true),
            a -> !a.getAutomountServiceAccountToken()),
        drift(
            ConfigMap.class,
            "realtime-config",
            m -> m.setData(Map.of("config.yaml", "broken")),
            m -> m.getData().get("config.yaml").contains("broker")),
        drift(
            Service.class,
            "realtime",
            s -> s.getSpec().getPorts().getFirst().setPort(1),
            s -> s.getSpec().getPorts().getFirst().getPort() == 8004),
        drift(
            Service.class,
            "realtime-headless",
            s -> s.getSpec().setPublishNotReadyAddresses(false),
            s -> Boolean.TRUE.equals(s.getSpec().getPublishNotReadyAddresses())),
        drift(
            Service.class,
            "realtime-redis",
            s -> s.getSpec().setSelector(Map.of("app", "other")),
            s -> s.getSpec().getSelector().containsKey(Names.INSTANCE)),
        drift(
            ConfigMap.class,
            "realtime-redis",
            m -> m.setData(Map.of("redis.conf", "")),
            m -> m.getData().get("redis.conf").contains("maxmemory")),
        drift(
            StatefulSet.class,
            "realtime-redis",
            s -> s.getSpec().setReplicas(3),
            s -> s.getSpec().getReplicas() == 1),
        drift(
            Deployment.class,
            "realtime",
            d -> d.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage("evil:1"),
            d ->
                d.getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .getFirst()
                    .getImage()
                    .equals("realtime.dev/server:test")));
  }

  private static <R extends HasMetadata> Arguments drift(
      Class<R> kind, String name, Consumer<R> change, Predicate<R> corrected) {
    return Arguments.of(kind, name, change, corrected);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("drifts")
  <R extends HasMetadata> void driftIsCorrected(
      Class<R> kind, String name, Consumer<R> change, Predicate<R> corrected) {
    space.create("replicas: 2");
    space.await(kind, name, _ -> true);
    space.awaitQuiet();

    space
        .client()
        .resources(kind)
        .inNamespace(space.name())
        .withName(name)
        .edit(
            object -> {
              R copy = Serialization.clone(object);
              change.accept(copy);
              return copy;
            });

    space.await(Duration.ofSeconds(20), kind, name, corrected);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("drifts")
  <R extends HasMetadata> void deletedObjectIsBackWithinTwoSeconds(
      Class<R> kind, String name, Consumer<R> change, Predicate<R> corrected) {
    space.create("replicas: 2");
    String uid = space.await(kind, name, _ -> true).getMetadata().getUid();
    space.awaitQuiet();

    space.client().resources(kind).inNamespace(space.name()).withName(name).delete();

    space.await(
        Duration.ofSeconds(20),
        kind,
        name,
        object -> !object.getMetadata().getUid().equals(uid) && corrected.test(object));
  }
}
