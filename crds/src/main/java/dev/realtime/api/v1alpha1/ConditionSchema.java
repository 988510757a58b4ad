package dev.realtime.api.v1alpha1;

import static java.util.Objects.requireNonNull;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/**
 * Makes {@code conditions} a list keyed by type, as Kubernetes' conventions ask: several writers
 * can then apply conditions of their own. No annotation of the generator says that.
 */
public final class ConditionSchema implements SchemaCustomizer.Customizer {
  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    JSONSchemaProps conditions =
        requireNonNull(schema.getProperties().get("conditions"), "status has conditions");
    conditions.setXKubernetesListType("map");
    conditions.setXKubernetesListMapKeys(List.of("type"));
    conditions
        .getItems()
        .getSchema()
        .setRequired(List.of("lastTransitionTime", "message", "reason", "status", "type"));
    return schema;
  }
}
