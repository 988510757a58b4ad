package dev.realtime.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.api.v1alpha1.RealtimeService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SharedValuesTest {
  private final KubernetesSerialization sharing =
      new KubernetesSerialization(new ObjectMapper().registerModule(new SharedValues()), true);
  private final KubernetesSerialization plain = new KubernetesSerialization();

  @Test
  void objectsAreReadAsWithoutIt() {
    String json = config("one", "uid-1");

    ConfigMap read = sharing.unmarshal(json, ConfigMap.class);

    assertThat(read).isEqualTo(plain.unmarshal(json, ConfigMap.class));
    assertThat(plain.unmarshal(sharing.asJson(read), ConfigMap.class)).isEqualTo(read);
    assertThat(sharing.clone(read)).isEqualTo(read);
  }

  @Test
  void equalPartsOfTreesAreOneObject() {
    Map<String, Object> one = tree("one", "uid-1");
    Map<String, Object> other = tree("other", "uid-2");

    assertThat(one).isNotEqualTo(other);
    assertThat(one.get("f:data")).isSameAs(other.get("f:data"));
    assertThat(at(one, "f:metadata", "f:labels")).isSameAs(at(other, "f:metadata", "f:labels"));
  }

  @Test
  void equalTextsAreOneObject() {
    ManagedFieldsEntry one = entry("one", "uid-1");
    ManagedFieldsEntry other = entry("other", "uid-2");

    assertThat(one.getManager()).isSameAs(other.getManager());
    assertThat(one.getApiVersion()).isSameAs(other.getApiVersion());
  }

  @Test
  void equalPartsOfSpecsAreOneObject() {
    String json =
        """
        {"apiVersion": "realtime.dev/v1alpha1", "kind": "RealtimeService",
         "metadata": {"name": "%s"},
         "spec": {"replicas": %d, "rollout": {"drainSeconds": 7}}}
        """;
    RealtimeService one = sharing.unmarshal(json.formatted("one", 1), RealtimeService.class);
    RealtimeService other = sharing.unmarshal(json.formatted("other", 2), RealtimeService.class);

    assertThat(one).isEqualTo(plain.unmarshal(json.formatted("one", 1), RealtimeService.class));
    assertThat(one.getSpec()).isNotEqualTo(other.getSpec());
    assertThat(one.getSpec().rollout().drainSeconds()).isEqualTo(7);
    assertThat(one.getSpec().rollout()).isSameAs(other.getSpec().rollout());
  }

  @Test
  void mapsOfUnknownFieldsAreOneWhereThereAreNone() {
    String json =
        """
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"%s}, "data": {"b": "c"}}
        """;
    ConfigMap none = sharing.unmarshal(json.formatted(""), ConfigMap.class);
    ConfigMap some = sharing.unmarshal(json.formatted(", \"newer\": \"d\""), ConfigMap.class);

    assertThat(none.getMetadata().getAdditionalProperties())
        .isSameAs(none.getAdditionalProperties());
    assertThat(some.getMetadata().getAdditionalProperties()).containsEntry("newer", "d");
    ConfigMap copy =
        none.edit().editMetadata().addToAdditionalProperties("x", "y").endMetadata().build();
    assertThat(copy.getMetadata().getAdditionalProperties()).containsEntry("x", "y");
    assertThat(none.getMetadata().getAdditionalProperties()).isEmpty();
  }

  @Test
  void whatIsSharedCannotBeChanged() {
    Map<String, Object> tree = tree("one", "uid-1");

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> tree.put("f:spec", Map.of()));
  }

  @Test
  void ofPodsOnlyWhatIsLookedAtIsKept() {
    Pod pod =
        sharing.unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: a, labels: {b: c}, managedFields: [{manager: kubelet}]}
            spec:
              nodeName: n
              volumes:
              - {name: data, persistentVolumeClaim: {claimName: claim}}
              - {name: config, configMap: {name: config}}
              containers:
              - {name: server, image: i, resources: {limits: {memory: 1Gi}}}
            status: {phase: Running}
            """,
            Pod.class);

    assertThat(pod.getMetadata().getManagedFields()).isEmpty();
    assertThat(pod.getMetadata().getLabels()).containsEntry("b", "c");
    assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
    assertThat(pod.getSpec().getNodeName()).isEqualTo("n");
    assertThat(pod.getSpec().getVolumes()).extracting(Volume::getName).containsExactly("data");
    assertThat(pod.getSpec().getContainers())
        .singleElement()
        .satisfies(
            container -> {
              assertThat(container.getName()).isEqualTo("server");
              assertThat(container.getImage()).isNull();
              assertThat(container.getResources().getLimits()).containsKey("memory");
            });
  }

  @Test
  void thePodOfABookmarkIsReadThoughItsSpecSaysNothing() {
    String json =
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"resourceVersion": "7"},
         "spec": {"containers": null}, "status": {}}
        """;

    assertThat(sharing.unmarshal(json, Pod.class).getMetadata().getResourceVersion())
        .isEqualTo("7");
    assertThat(
            sharing
                .convertValue(sharing.unmarshal(json, Map.class), Pod.class)
                .getSpec()
                .getContainers())
        .isEmpty();
  }

  @Test
  void poolKeepsAsMuchAsItHasPlacesFor() {
    Pool<String> pool = new Pool<>(1);
    String first = new String("first");

    assertThat(pool.one(first)).isSameAs(first);
    assertThat(pool.one(new String("first"))).isSameAs(first);
    pool.one("second");
    assertThat(pool.one(new String("first"))).isNotSameAs(first).isEqualTo(first);
  }

  @Test
  void sizeOfAPoolIsAPowerOfTwo() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Pool<String>(12))
        .withMessageContaining("12");
  }

  private Map<String, Object> tree(String name, String uid) {
    return entry(name, uid).getFieldsV1().getAdditionalProperties();
  }

  private ManagedFieldsEntry entry(String name, String uid) {
    return sharing
        .unmarshal(config(name, uid), ConfigMap.class)
        .getMetadata()
        .getManagedFields()
        .getFirst();
  }

  private static Object at(Map<String, Object> tree, String field, String inside) {
    return ((Map<?, ?>) tree.get(field)).get(inside);
  }

  private static String config(String name, String uid) {
    return """
    {"apiVersion": "v1", "kind": "ConfigMap",
     "metadata": {"name": "%s", "uid": "%s", "managedFields": [
      {"apiVersion": "v1", "fieldsType": "FieldsV1", "manager": "realtime-operator",
       "operation": "Apply", "time": "2026-01-01T00:00:00Z", "fieldsV1": {
        "f:data": {"f:config.yaml": {}, "f:MAINTENANCE_MODE": {}},
        "f:metadata": {
         "f:labels": {"f:app.kubernetes.io/name": {}},
         "f:ownerReferences": {"k:{\\"uid\\":\\"%s\\"}": {}}}}}]},
     "data": {"config.yaml": "a: 1"}}
    """
        .formatted(name, uid, uid);
  }
}
