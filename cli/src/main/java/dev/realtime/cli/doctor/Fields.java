package dev.realtime.cli.doctor;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Set;
import java.util.TreeSet;

/** The fields of a CRD, each by its path: what two versions of it differ in. */
final class Fields {
  private static final String VERSION = "v1alpha1";

  private Fields() {}

  /**
   * All paths of the served version, with the values of enumerations; empty if it is not served.
   */
  static Set<String> of(CustomResourceDefinition crd) {
    var paths = new TreeSet<String>();
    crd.getSpec().getVersions().stream()
        .filter(version -> version.getName().equals(VERSION))
        .filter(version -> !Boolean.FALSE.equals(version.getServed()))
        .forEach(version -> collect(version.getSchema().getOpenAPIV3Schema(), "", paths));
    return paths;
  }

  private static void collect(JSONSchemaProps schema, String path, Set<String> into) {
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach(
              (name, property) -> {
                into.add(path + "." + name);
                collect(property, path + "." + name, into);
              });
    }
    if (schema.getItems() != null && schema.getItems().getSchema() != null) {
      collect(schema.getItems().getSchema(), path + "[]", into);
    }
    if (schema.getAdditionalProperties() != null
        && schema.getAdditionalProperties().getSchema() != null) {
      collect(schema.getAdditionalProperties().getSchema(), path + ".*", into);
    }
    if (schema.getEnum() != null) {
      schema.getEnum().forEach(value -> into.add(path + "=" + value.asText()));
    }
  }
}
