package dev.realtime.e2e.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The page that shows every field of the API, from the CRDs: a section for each object that has
 * more than a few fields, with a table of what is in it, and the rules that hold there. Small
 * objects stand in the table of the one that holds them.
 */
final class ApiReference {
  /** Where it stands below the root of the source tree. */
  static final String PATH = "docs/reference/api.md";

  /** With no more fields than this, an object stands in the table of its parent. */
  private static final int FEW = 4;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String INTRODUCTION =
      """
      # API reference

      Every field of `RealtimeService` and `RunbookRun`, generated from the CRDs by `./dev manifests`; do not edit. What the
      server's settings do is also in [its configuration reference](configuration.md), what conditions say in
      [conditions](conditions.md), and [examples](../examples/README.md) show each part at work.

      `[]` is each entry of a list, `{}` each value of a map. Everything may be left out but what is **required**. The API
      server refuses values out of bounds, and objects that break a rule, with the message that stands here. Quantities
      are written as Kubernetes writes them: `250m`, `512Mi`, `1Gi`. A *key of a Secret* is written `{name: ..., key: ...}`,
      of a Secret in the namespace of the service.
      """;

  private final StringBuilder page = new StringBuilder();
  private final String kind;

  /** The section of an object by its content: several fields hold the same. */
  private final Map<JsonNode, String> shown = new HashMap<>();

  private ApiReference(String kind) {
    this.kind = kind;
  }

  /** The page about these CRDs, given as YAML. */
  static String of(List<String> crds) {
    StringBuilder all = new StringBuilder(INTRODUCTION);
    for (String text : crds) {
      JsonNode spec = JSON.valueToTree(Serialization.unmarshal(text, Map.class)).path("spec");
      for (JsonNode version : spec.path("versions")) {
        all.append(new ApiReference(spec.at("/names/kind").asText()).version(spec, version));
      }
    }
    return all.toString();
  }

  private String version(JsonNode spec, JsonNode version) {
    page.append("\n## ")
        .append(kind)
        .append(
            "\n\n`%s/%s`, ".formatted(spec.path("group").asText(), version.path("name").asText()))
        .append("scope `%s`, ".formatted(spec.path("scope").asText()))
        .append("short name `%s`.\n".formatted(spec.at("/names/shortNames/0").asText()));
    JsonNode schema = version.at("/schema/openAPIV3Schema");
    var rules = new ArrayList<String>();
    addRules("", schema, rules);
    append(rules);
    for (var part : schema.path("properties").properties()) {
      section(part.getKey(), part.getValue());
    }
    return page.toString();
  }

  /** The table of one object and, after it, those of the objects in it that have their own. */
  private void section(String path, JsonNode object) {
    page.append("\n### %s `%s`\n\n".formatted(kind, path));
    if (object.has("description")) {
      page.append(ApiField.prose(object.path("description").asText())).append("\n\n");
    }
    String same = shown.putIfAbsent(withoutDescription(object), path);
    if (same != null) {
      page.append("The same fields as [`%s`](#%s).\n".formatted(same, anchor(same)));
      return;
    }
    page.append("| Field | Type | Default | Allowed | Meaning |\n|---|---|---|---|---|\n");
    var below = new LinkedHashMap<String, JsonNode>();
    var rules = new ArrayList<String>();
    addRules("", object, rules);
    rows("", path, object, below, rules);
    append(rules);
    below.forEach(this::section);
  }

  private void rows(
      String prefix,
      String path,
      JsonNode object,
      Map<String, JsonNode> below,
      List<String> rules) {
    for (var property : object.path("properties").properties()) {
      ApiField field = ApiField.of(property.getKey(), property.getValue());
      String name = prefix + field.name();
      String full = path + "." + name + field.mark();
      boolean apart = field.hasFields() && field.object().path("properties").size() > FEW;
      page.append(
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  name,
                  apart ? "[%s](#%s)".formatted(field.type(), anchor(full)) : field.type(),
                  field.defaultValue(),
                  field.allowed(object),
                  field.meaning()));
      if (apart) {
        below.put(full, field.described());
        continue;
      }
      addRules(name + field.mark(), field.object(), rules);
      if (field.hasFields()) {
        rows(name + field.mark() + ".", path, field.object(), below, rules);
      }
    }
  }

  private static void addRules(String field, JsonNode schema, List<String> rules) {
    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
      rules.add(
          "- %s%s: `%s`\n"
              .formatted(
                  field.isEmpty() ? "" : "`" + field + "`: ",
                  ApiField.prose(rule.path("message").asText()),
                  rule.path("rule").asText()));
    }
  }

  private void append(List<String> rules) {
    if (!rules.isEmpty()) {
      page.append("\nRules:\n\n");
      rules.forEach(page::append);
    }
  }

  private static JsonNode withoutDescription(JsonNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove("description");
    return copy;
  }

  /** As GitHub makes them of headings. */
  private String anchor(String path) {
    return (kind + "-" + path).toLowerCase(Locale.ROOT).replaceAll("[^-_a-z0-9]", "");
  }
}
