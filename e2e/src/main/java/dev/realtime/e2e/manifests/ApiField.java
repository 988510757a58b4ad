package dev.realtime.e2e.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.realtime.e2e.cluster.sys.ClusterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One field of the API in words.
 *
 * @param name in the object that holds it
 * @param schema of the field
 * @param object the field's own schema, or that of the list's entries or of the map's values
 * @param mark what stands after the name where {@code object} is meant: nothing, [] or {}
 */
record ApiField(String name, JsonNode schema, JsonNode object, String mark) {
  /** Kinds of Kubernetes' own that stand in fields of these names; Kubernetes describes them. */
  private static final Map<String, String> FOREIGN =
      Map.of(
          "affinity", "Affinity",
          "clients", "NetworkPolicyPeer",
          "conditions", "Condition",
          "env", "EnvVar",
          "monitoring", "NetworkPolicyPeer",
          "resources", "ResourceRequirements",
          "tolerations", "Toleration");

  /** How descriptions end that tell a default of the server's. */
  private static final Pattern DEFAULT = Pattern.compile("(.*\\.) Default: (.+)\\.");

  static ApiField of(String name, JsonNode schema) {
    if (schema.path("items").isObject()) {
      return new ApiField(name, schema, schema.path("items"), "[]");
    }
    if (schema.path("additionalProperties").isObject()) {
      return new ApiField(name, schema, schema.path("additionalProperties"), "{}");
    }
    return new ApiField(name, schema, schema, "");
  }

  /**
   * Whether it holds fields that are shown; Kubernetes' own kinds and keys of Secrets are known.
   */
  boolean hasFields() {
    return object.path("properties").size() > 0 && !foreign() && !secretKey();
  }

  private boolean secretKey() {
    return object.at("/properties/name/description").asText().equals("Name of the Secret.");
  }

  /** What it holds, with the description of the whole field. */
  JsonNode described() {
    ObjectNode described = object.deepCopy();
    return described.set("description", schema.path("description"));
  }

  /** A kind of Kubernetes' own comes without descriptions. */
  private boolean foreign() {
    JsonNode properties = object.path("properties");
    for (JsonNode property : properties) {
      if (property.has("description")) {
        return false;
      }
    }
    return properties.size() > 0;
  }

  String type() {
    return switch (mark) {
      case "[]" -> "list of " + single();
      case "{}" -> "map of " + single();
      default -> single();
    };
  }

  private String single() {
    if (foreign()) {
      String kind = FOREIGN.get(name);
      if (kind == null) {
        throw new ClusterException(
            "No field of " + name + " is described: describe them, or say here whose kind it is");
      }
      return "Kubernetes' " + kind;
    }
    if (secretKey()) {
      return "key of a Secret";
    }
    if (object.path("x-kubernetes-int-or-string").asBoolean()) {
      return "quantity";
    }
    String type = object.path("type").asText();
    return object.path("format").asText().equals("date-time") ? "time" : type;
  }

  /** The schema's default, or the server's own as the description tells it. */
  String defaultValue() {
    JsonNode value = schema.path("default");
    if (!value.isMissingNode()) {
      return code(value.isValueNode() ? value.asText() : value.toString());
    }
    Matcher told = DEFAULT.matcher(description());
    return told.matches() ? code(told.group(2)) : "";
  }

  /** What values it takes, whether it must be there. */
  String allowed(JsonNode parent) {
    var parts = new ArrayList<String>();
    for (JsonNode required : parent.path("required")) {
      if (required.asText().equals(name)) {
        parts.add("**required**");
      }
    }
    for (JsonNode keys : schema.path("x-kubernetes-list-map-keys")) {
      parts.add("unique by " + code(keys.asText()));
    }
    range("entries", schema, "minItems", "maxItems", parts);
    range("entries", schema, "minProperties", "maxProperties", parts);
    if (object.has("enum")) {
      List<String> values = new ArrayList<>();
      object.path("enum").forEach(value -> values.add(code(value.asText())));
      parts.add(String.join(", ", values));
    }
    range("", object, "minimum", "maximum", parts);
    range("characters", object, "minLength", "maxLength", parts);
    if (object.has("pattern")) {
      parts.add(code(object.path("pattern").asText()));
    }
    return String.join("; ", parts);
  }

  private static void range(
      String unit, JsonNode schema, String lower, String upper, List<String> parts) {
    if (schema.has(lower) || schema.has(upper)) {
      parts.add(
          (number(schema.path(lower)) + " … " + number(schema.path(upper)) + " " + unit).strip());
    }
  }

  /** CRDs write 1.0E7. */
  private static String number(JsonNode number) {
    return number.isMissingNode() ? "" : number.decimalValue().stripTrailingZeros().toPlainString();
  }

  String meaning() {
    Matcher told = DEFAULT.matcher(description());
    return prose(told.matches() ? told.group(1) : description());
  }

  private String description() {
    return schema.path("description").asText();
  }

  private static String code(String text) {
    return "`" + text.replace("|", "\\|") + "`";
  }

  /** Text as Markdown shows it unchanged. */
  static String prose(String text) {
    return text.replaceAll("([*<|#])", "\\\\$1");
  }
}
