package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ManagedObjectsIT {
  private final Space space = new Space();

  @BeforeAll
  static void operator() {
    RunningOperator.running();
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
}
