package dev.realtime.operator.start;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which fields and values a schema knows, as paths such as {@code spec.redis.managed.memory} and
 * {@code spec.broker=Redis}.
 */
final class Schema {
  private Schema() {}

  /** The paths below spec and status. */
  static Set<String> fields(JsonNode schema) {
    Set<String> fields = new TreeSet<>();
    for (String part : new String[] {"spec", "status"}) {
      collect(schema.path("properties").path(part), part, fields);
    }
    return fields;
  }

  private static void collect(JsonNode schema, String path, Set<String> fields) {
    if (schema.isMissingNode()) {
      return;
    }
    fields.add(path);
    schema.path("enum").forEach(value -> fields.add(path + "=" + value.asText()));
    schema
        .path("properties")
        .properties()
        .forEach(property -> collect(property.getValue(), path + "." + property.getKey(), fields));
    if (schema.path("items").isObject()) {
      collect(schema.path("items"), path + "[]", fields);
    }
    if (schema.path("additionalProperties").isObject()) {
      collect(schema.path("additionalProperties"), path + "[*]", fields);
    }
  }
}
