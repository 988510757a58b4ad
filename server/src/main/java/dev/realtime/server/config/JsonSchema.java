package dev.realtime.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The JSON Schema (2020-12) of the configuration file, for editors and other tools. */
public final class JsonSchema {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonSchema() {}

  /** The schema as text, ending in a newline. */
  public static String generate() {
    ObjectNode schema = MAPPER.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Realtime server configuration");
    group(schema, ServerConfig.class);
    try {
      return MAPPER.writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always written", e);
    }
  }

  private static void group(ObjectNode schema, Class<?> type) {
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    ObjectNode properties = schema.withObjectProperty("properties");
    properties(properties, type);
  }

  private static void properties(ObjectNode properties, Class<?> type) {
    for (RecordComponent component : Binder.components(type)) {
      Setting setting = Binder.setting(component);
      if (setting.inline()) {
        properties(properties, component.getType());
        continue;
      }
      ObjectNode property = properties.withObjectProperty(component.getName());
      property.put("description", setting.value());
      if (List.class.isAssignableFrom(component.getType())) {
        property.put("type", "array");
        ObjectNode items = property.withObjectProperty("items");
        value(items, Binder.elementType(component), setting);
      } else {
        value(property, component.getType(), setting);
        if (!setting.def().isEmpty()) {
          property.putPOJO("default", defaultOf(component.getType(), setting.def()));
        }
      }
    }
  }

  private static Object defaultOf(Class<?> type, String def) {
    return type == boolean.class || type == int.class || type == long.class || type == double.class
        ? Scalars.parse(type, def)
        : def;
  }

  private static void value(ObjectNode schema, Class<?> type, Setting setting) {
    if (type == boolean.class) {
      schema.put("type", "boolean");
    } else if (type == int.class || type == long.class || type == double.class) {
      schema.put("type", type == double.class ? "number" : "integer");
      if (!setting.min().isEmpty()) {
        schema.putPOJO("minimum", Scalars.parse(type, setting.min()));
      }
      if (!setting.max().isEmpty()) {
        schema.putPOJO("maximum", Scalars.parse(type, setting.max()));
      }
    } else if (type == Duration.class) {
      schema.withArrayProperty("type").add("string").add("integer");
      schema.put("pattern", "^(0|" + Durations.FORM.pattern() + ")$");
    } else if (type == ByteSize.class) {
      schema.withArrayProperty("type").add("string").add("integer");
      schema.put("pattern", "^\\d+\\s*(|B|KiB|MiB|GiB)$");
    } else if (type.isEnum()) {
      schema.put("type", "string");
      List.of(Scalars.choices(type).split(", ", -1)).forEach(schema.withArrayProperty("enum")::add);
    } else if (Map.class.isAssignableFrom(type)) {
      schema.put("type", "object");
      schema.withObjectProperty("additionalProperties").put("type", "string");
    } else if (type.isRecord()) {
      group(schema, type);
    } else if (type == String.class || type == Path.class) {
      schema.put("type", "string");
      if (!setting.pattern().isEmpty()) {
        schema.put("pattern", "^(?:" + setting.pattern() + ")$");
      }
    } else {
      throw new IllegalStateException("no schema for " + type);
    }
  }
}
