package dev.realtime.operator.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.operator.process.OperatorSettings;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pods are those of the manifests; what an installation adds stands in each test. */
class OtherOperatorsTest {
  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final Map<String, String> own =
      new HashMap<>(
          Map.of(
              "OPERATOR_NAMESPACE", "mine",
              "REALTIME_SERVER_IMAGE", "server:test",
              "REALTIME_REDIS_IMAGE", "redis:test"));

  @AfterEach
  void close() {
    client.close();
  }

  private List<String> problems(Pod... pods) {
    return new OtherOperators(client, OperatorSettings.from(own)).problems(Stream.of(pods));
  }

  private static Pod pod(String namespace, EnvVar... environment) throws IOException {
    Deployment deployment = deployment();
    var template = deployment.getSpec().getTemplate();
    assertThat(template.getMetadata().getLabels()).containsKey(OtherOperators.LABEL);
    return new PodBuilder()
        .withMetadata(template.getMetadata())
        .editMetadata()
        .withName("realtime-operator-x")
        .withNamespace(namespace)
        .addToAnnotations("olm.targetNamespaces", "blue,green")
        .endMetadata()
        .withSpec(template.getSpec())
        .editSpec()
        .editFirstContainer()
        .addToEnv(environment)
        .endContainer()
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  private static Deployment deployment() throws IOException {
    String file = Files.readString(Path.of("..", "manifests", "base", "operator.yaml"));
    List<HasMetadata> objects = new KubernetesSerialization().unmarshal(file);
    return objects.stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static EnvVar env(String name, String value) {
    return new EnvVar(name, value, null);
  }

  private static EnvVar field(String name, String path) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef("v1", path)
        .endValueFrom()
        .build();
  }

  @Test
  void anotherLeaseOverTheSameNamespacesIsNamedWithWhatToDo() throws IOException {
    assertThat(problems(pod("theirs"), pod("theirs")))
        .singleElement()
        .asString()
        .startsWith(
            "another operator (Lease realtime-operator in namespace theirs) looks after all"
                + " namespaces, and so would this one (Lease realtime-operator in namespace mine)")
        .contains("Uninstall one of them", "WATCH_NAMESPACES", "WATCH_SELECTOR");
    assertThat(problems(pod("mine", env("LEASE_NAME", "other")))).hasSize(1);
  }

  @Test
  void aReplicaIsNoOtherOperator() throws IOException {
    assertThat(problems(pod("mine"))).isEmpty();
    own.put("LEASE_NAME", "shard-a");
    assertThat(problems(pod("mine", env("LEASE_NAME", "shard-a")))).isEmpty();
  }

  @Test
  void oneThatRefusedOrEndsDoesNotCount() throws IOException {
    Pod waiting = pod("theirs");
    waiting.getStatus().getConditions().getFirst().setStatus("False");
    Pod ending = pod("theirs");
    ending.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    assertThat(problems(waiting, ending)).isEmpty();
  }

  @Test
  void namespacesThatDoNotOverlapAreNobodyElsesBusiness() throws IOException {
    own.put("WATCH_NAMESPACES", "red,blue");
    assertThat(problems(pod("theirs", env("WATCH_NAMESPACES", "green, yellow")))).isEmpty();
    assertThat(problems(pod("theirs", env("WATCH_NAMESPACES", "green, blue"))))
        .singleElement()
        .asString()
        .contains("looks after namespace blue, namespace green,");
    assertThat(problems(pod("theirs"))).hasSize(1);
  }

  @Test
  void namespacesAreReadWhereThePodHasThemFrom() throws IOException {
    own.put("WATCH_NAMESPACES", "green");
    assertThat(problems(pod("theirs", field("WATCH_NAMESPACES", "metadata.namespace")))).isEmpty();
    assertThat(problems(pod("green", field("WATCH_NAMESPACES", "metadata.namespace")))).hasSize(1);
    String targets = "metadata.annotations['olm.targetNamespaces']";
    assertThat(problems(pod("theirs", field("WATCH_NAMESPACES", targets)))).hasSize(1);
    own.put("WATCH_NAMESPACES", "yellow");
    assertThat(problems(pod("theirs", field("WATCH_NAMESPACES", targets)))).isEmpty();
  }

  @Test
  void differentSelectorsShareTheServices() throws IOException {
    own.put("WATCH_SELECTOR", "shard=a");
    assertThat(problems(pod("theirs", env("WATCH_SELECTOR", "shard=b")))).isEmpty();
    assertThat(problems(pod("theirs", env("WATCH_SELECTOR", "shard=a")))).hasSize(1);
    assertThat(problems(pod("theirs"))).hasSize(1);
  }
}
