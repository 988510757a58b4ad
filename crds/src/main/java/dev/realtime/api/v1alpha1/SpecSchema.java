package dev.realtime.api.v1alpha1;

import static java.util.Objects.requireNonNull;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What no annotation of the generator says. Named things are lists keyed by name: names are unique,
 * and several writers can apply entries of their own. And rules that stand twice are dropped: a
 * rule on a record's component is on its field and on its accessor, the generator collects both,
 * and the API server refuses the second.
 */
public final class SpecSchema implements SchemaCustomizer.Customizer {
  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    clean(schema);
    keyedByName(property(schema, "dependencies"));
    keyedByName(property(schema, "notifications"));
    keyedByName(property(property(schema, "server"), "namespaces"));
    return schema;
  }

  private static JSONSchemaProps property(JSONSchemaProps schema, String name) {
    return requireNonNull(schema.getProperties().get(name), name);
  }

  private static void keyedByName(JSONSchemaProps list) {
    list.setXKubernetesListType("map");
    list.setXKubernetesListMapKeys(List.of("name"));
  }

  private static void clean(JSONSchemaProps schema) {
    if (schema.getXKubernetesValidations() != null) {
      schema.setXKubernetesValidations(
          new ArrayList<>(new LinkedHashSet<>(schema.getXKubernetesValidations())));
    }
    if (schema.getProperties() != null) {
      schema.getProperties().values().forEach(SpecSchema::clean);
    }
    if (schema.getItems() != null && schema.getItems().getSchema() != null) {
      clean(schema.getItems().getSchema());
    }
    if (schema.getAdditionalProperties() != null
        && schema.getAdditionalProperties().getSchema() != null) {
      clean(schema.getAdditionalProperties().getSchema());
    }
  }
}
