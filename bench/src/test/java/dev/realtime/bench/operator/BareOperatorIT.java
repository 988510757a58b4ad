package dev.realtime.bench.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import io.fabric8.kubeapitest.junit.EnableKubeAPIServer;
import io.fabric8.kubeapitest.junit.KubeConfig;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The peer does what an operator must: it makes the objects, and says when they are ready. */
@EnableKubeAPIServer
class BareOperatorIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          ServiceAccount.class,
          Secret.class,
          ConfigMap.class,
          Service.class,
          NetworkPolicy.class,
          Deployment.class,
          PodDisruptionBudget.class);

  @KubeConfig static String kubeConfig;

  @Test
  void makesAnObjectOfEachKindAndSaysReadyWhenPodsAre() throws Exception {
    Config config = Config.fromKubeconfig(kubeConfig);
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      installCrds(client);
      Operator operator = new Operator(overrider -> overrider.withKubernetesClient(client));
      operator.register(new BareOperator());
      operator.start();

      await().atMost(SOON).ignoreExceptions().until(() -> create(client));

      for (Class<? extends HasMetadata> kind : KINDS) {
        await(kind.getSimpleName()).atMost(SOON).until(() -> exists(client, kind));
      }
      await()
          .atMost(SOON)
          .until(() -> service(client).statusOrEmpty().condition("Ready").isPresent());
      assertThat(service(client).statusOrEmpty().isTrue("Ready")).isFalse();

      client.apps().deployments().inNamespace("default").withName("chat").editStatus(this::ready);
      await().atMost(SOON).until(() -> service(client).statusOrEmpty().isTrue("Ready"));
      operator.stop();
    }
  }

  private static void installCrds(KubernetesClient client) throws Exception {
    try (Stream<Path> crds = Files.list(Path.of("..", "manifests", "base", "crds"))) {
      for (Path file : crds.filter(each -> each.toString().endsWith(".dev.yaml")).toList()) {
        try (var in = Files.newInputStream(file)) {
          client.load(in).serverSideApply();
        }
      }
    }
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .until(() -> client.resources(RealtimeService.class).list() != null);
  }

  private static boolean create(KubernetesClient client) {
    RealtimeService service =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: realtime.dev/v1alpha1
                kind: RealtimeService
                metadata: {name: chat, namespace: default}
                spec: {replicas: 1, broker: Memory}
                """,
                RealtimeService.class);
    return client.resource(service).serverSideApply() != null;
  }

  private static boolean exists(KubernetesClient client, Class<? extends HasMetadata> kind) {
    return client.resources(kind).inNamespace("default").withName("chat").get() != null;
  }

  private static RealtimeService service(KubernetesClient client) {
    return client
        .resources(RealtimeService.class)
        .inNamespace("default")
        .withName("chat")
        .require();
  }

  private Deployment ready(Deployment deployment) {
    deployment.setStatus(
        new DeploymentStatusBuilder().withReplicas(1).withReadyReplicas(1).build());
    return deployment;
  }
}
