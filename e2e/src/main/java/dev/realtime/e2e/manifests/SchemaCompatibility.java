package dev.realtime.e2e.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The comparison of two schemas, field by field.
 *
 * @param breaks takes what is found, by path
 */
record SchemaCompatibility(Breaks breaks) {
  /** Bounds that may only be loosened: these upwards ... */
  private static final List<String> UPPER =
      List.of("maximum", "maxLength", "maxItems", "maxProperties");

  /** ... and these downwards. */
  private static final List<String> LOWER =
      List.of("minimum", "minLength", "minItems", "minProperties");

  /**
   * What stays as it is. A default that comes, goes or changes gives another meaning to objects
   * that leave the field out; a list of another type is merged in another way; whether null is kept
   * or takes the default is a matter of nullable.
   */
  private static final List<String> FIXED =
      List.of(
          "type",
          "format",
          "default",
          "nullable",
          "multipleOf",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "anyOf",
          "allOf",
          "oneOf",
          "not",
          "x-kubernetes-int-or-string",
          "x-kubernetes-embedded-resource",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-map-type");

  private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";

  void compare(String path, JsonNode before, JsonNode after) {
    for (String keyword : FIXED) {
      breaks.same(path + ": " + keyword, before.path(keyword), after.path(keyword));
    }
    if (before.path(PRESERVE).asBoolean() && !after.path(PRESERVE).asBoolean()) {
      breaks.add(path + ": fields it does not name are dropped now");
    }
    bounds(path, before, after);
    values(path, before, after);
    rules(path, before, after);
    Set<String> required = Breaks.texts(after.path("required"));
    required.removeAll(Breaks.texts(before.path("required")));
    required.forEach(name -> breaks.add(path + "." + name + ": is required now"));
    properties(path, before.path("properties"), after.path("properties"));
    for (String nested : List.of("items", "additionalProperties")) {
      if (before.path(nested).isObject()) {
        compare(path + "[]", before.path(nested), after.path(nested));
      }
    }
  }

  private void properties(String path, JsonNode before, JsonNode after) {
    for (var property : before.properties()) {
      JsonNode now = after.path(property.getKey());
      String below = path + "." + property.getKey();
      if (now.isMissingNode()) {
        breaks.add(below + ": is gone");
      } else {
        compare(below, property.getValue(), now);
      }
    }
  }

  private void bounds(String path, JsonNode before, JsonNode after) {
    for (String bound : UPPER) {
      boolean narrower =
          after.has(bound)
              && (!before.has(bound)
                  || after.path(bound).asDouble() < before.path(bound).asDouble());
      if (narrower) {
        breaks.add(path + ": " + bound + " is lower: " + after.path(bound));
      }
    }
    for (String bound : LOWER) {
      boolean narrower =
          after.has(bound)
              && (!before.has(bound)
                  || after.path(bound).asDouble() > before.path(bound).asDouble());
      if (narrower) {
        breaks.add(path + ": " + bound + " is higher: " + after.path(bound));
      }
    }
  }

  private void values(String path, JsonNode before, JsonNode after) {
    if (after.has("enum") && !before.has("enum")) {
      breaks.add(path + ": only some values are allowed now: " + after.path("enum"));
    } else if (after.has("enum")) {
      Set<String> lost = Breaks.texts(before.path("enum"));
      lost.removeAll(Breaks.texts(after.path("enum")));
      if (!lost.isEmpty()) {
        breaks.add(path + ": values are no longer allowed: " + lost);
      }
    }
    if (after.has("pattern") && !after.path("pattern").equals(before.path("pattern"))) {
      breaks.add(path + ": has another pattern");
    }
  }

  /**
   * A rule that is gone allows more; one in other words, or asked more often, may allow less. One
   * about a field that there was not before refuses no object of before.
   */
  private void rules(String path, JsonNode before, JsonNode after) {
    Set<String> added = new TreeSet<>(rules(after));
    added.removeAll(rules(before));
    added.removeIf(rule -> NewFieldRule.is(rule, before));
    added.forEach(rule -> breaks.add(path + ": has a new rule: " + rule));
  }

  private static Set<String> rules(JsonNode schema) {
    var rules = new TreeSet<String>();
    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
      boolean asked = rule.path("optionalOldSelf").asBoolean();
      rules.add(rule.path("rule").asText() + (asked ? " (optionalOldSelf)" : ""));
    }
    return rules;
  }
}
