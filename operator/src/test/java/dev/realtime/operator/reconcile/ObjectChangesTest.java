package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ObjectChangesTest {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: realtime
        resourceVersion: "1"
        generation: 3
        labels: {app: realtime}
        managedFields:
        - {manager: kubectl, operation: Update, time: "2026-01-01T00:00:00Z", fieldsV1: {"f:spec": {"f:replicas": {}}}}
        - {manager: other, operation: Update, time: "2026-01-01T00:00:00Z", fieldsV1: {"f:spec": {"f:paused": {}}}}
      spec: {replicas: 2}
      status:
        observedGeneration: 3
        replicas: 2
        readyReplicas: 1
        conditions:
        - {type: Progressing, status: "True", reason: ReplicaSetUpdated, message: m, lastUpdateTime: "2026-01-01T00:00:00Z"}
      """;

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: realtime-1, resourceVersion: "1", labels: {app: realtime}}
      spec: {nodeName: a}
      status:
        podIP: 10.0.0.1
        conditions:
        - {type: PodScheduled, status: "True", lastTransitionTime: "2026-01-01T00:00:00Z"}
        - {type: Ready, status: "False", lastTransitionTime: "2026-01-01T00:00:00Z"}
        containerStatuses:
        - name: server
          image: realtime.dev/server:1
          restartCount: 0
          state: {waiting: {reason: ContainerCreating}}
      """;

  private static final String OBJECT =
      """
      apiVersion: %s
      kind: %s
      metadata: {name: realtime, resourceVersion: "1", annotations: {a: b}}
      %s
      status: {conditions: [{type: A, status: "True", lastTransitionTime: "2026-01-01T00:00:00Z"}]}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resourceVersion: \"1\" | resourceVersion: \"2\"",
        "lastUpdateTime: \"2026-01-01 | lastUpdateTime: \"2026-01-02",
        "manager: other | manager: another",
      })
  void newVersionsAndTimesOfADeploymentDoNotMatter(String before, String after) {
    assertThat(matters(DEPLOYMENT, before, after)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replicas: 2} | replicas: 3}",
        "readyReplicas: 1 | readyReplicas: 2",
        "observedGeneration: 3 | observedGeneration: 4",
        "reason: ReplicaSetUpdated | reason: ProgressDeadlineExceeded",
        "generation: 3 | generation: 4",
        "labels: {app: realtime} | labels: {}",
        "manager: kubectl | manager: keda",
        "resourceVersion: \"1\" | deletionTimestamp: \"2026-01-01T00:00:00Z\"",
      })
  void whatTheStatusOfAServiceFollowsFromMatters(String before, String after) {
    assertThat(matters(DEPLOYMENT, before, after)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type: Ready, status: \"False\" | type: Ready, status: \"True\"",
        "lastTransitionTime: \"2026-01-01 | lastTransitionTime: \"2026-01-02",
        "podIP: 10.0.0.1 | podIP: 10.0.0.2",
        "nodeName: a | nodeName: b",
        "restartCount: 0 | restartCount: 1",
      })
  void whatNobodyLooksAtInAPodDoesNotMatter(String before, String after) {
    assertThat(matters(POD, before, after)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reason: ContainerCreating | reason: ImagePullBackOff",
        "waiting: {reason: ContainerCreating} | running: {}",
        "restartCount: 0 | lastState: {terminated: {exitCode: 78, reason: Error}}",
        "{type: PodScheduled, status: \"True\" | {type: PodScheduled, reason: Unschedulable, status: \"True\"",
        "labels: {app: realtime} | annotations: {a: b}",
      })
  void troubleOfAPodMatters(String before, String after) {
    assertThat(matters(POD, before, after)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1 | Service | spec: {type: ClusterIP} | ClusterIP | NodePort",
        "policy/v1 | PodDisruptionBudget | spec: {maxUnavailable: 1} | 1} | 9}",
        "autoscaling/v2 | HorizontalPodAutoscaler | spec: {maxReplicas: 3} | 3 | 9",
        "networking.k8s.io/v1 | NetworkPolicy | spec: {policyTypes: [Ingress]} | [Ingress] | [Egress]",
        "networking.k8s.io/v1 | Ingress | spec: {ingressClassName: a} | : a | : b",
        "monitoring.coreos.com/v1 | ServiceMonitor | spec: {a: b} | : b} | : c}",
      })
  void specsMatterAndStatusesDoNot(
      String version, String kind, String spec, String before, String after) {
    String yaml = OBJECT.formatted(version, kind, spec);
    assertThat(matters(yaml, spec, spec.replace(before, after))).isTrue();
    assertThat(matters(yaml, "{a: b}", "{a: c}")).isTrue();
    assertThat(matters(yaml, "status: \"True\"", "status: \"False\"")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1 | ConfigMap | data: {a: x} | x | y",
        "v1 | ConfigMap | binaryData: {a: eA==} | eA== | eQ==",
        "v1 | Secret | data: {a: eA==} | eA== | eQ==",
        "v1 | ServiceAccount | automountServiceAccountToken: true | true | false",
      })
  void contentsMatter(String version, String kind, String content, String before, String after) {
    String yaml = OBJECT.formatted(version, kind, content).replaceAll("(?m)^status:.*\\n", "");
    assertThat(matters(yaml, content, content.replace(before, after))).isTrue();
    assertThat(matters(yaml, "resourceVersion: \"1\"", "resourceVersion: \"2\"")).isFalse();
  }

  @Test
  void podsOfAStatefulSetMatterReadyOrNot() {
    String yaml =
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: realtime-redis, generation: 1}
        status: {observedGeneration: 1, replicas: 1, readyReplicas: 1, currentReplicas: 1, updateRevision: a}
        """;
    assertThat(matters(yaml, " replicas: 1", " replicas: 2")).isTrue();
    assertThat(matters(yaml, "readyReplicas: 1", "readyReplicas: 2")).isTrue();
    assertThat(matters(yaml, "updateRevision: a", "updateRevision: b")).isTrue();
    assertThat(matters(yaml, "currentReplicas: 1", "currentReplicas: 2")).isFalse();
  }

  @Test
  void kindThatNobodyHasThoughtOfIsRefused() {
    var namespace = new NamespaceBuilder().withNewMetadata().withName("a").endMetadata().build();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> ObjectChanges.matter(namespace, namespace))
        .withMessageContaining("Namespace");
  }

  private static boolean matters(String yaml, String before, String after) {
    assertThat(yaml).contains(before.strip());
    return ObjectChanges.matter(read(yaml.replace(before.strip(), after.strip())), read(yaml));
  }

  private static HasMetadata read(String yaml) {
    return SERIALIZATION.unmarshal(yaml);
  }
}
