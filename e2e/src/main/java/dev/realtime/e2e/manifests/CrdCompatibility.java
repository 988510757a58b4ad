package dev.realtime.e2e.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether every object that an older CRD took is taken by a newer one, and means the same: what a
 * release may not change within one API version.
 */
public final class CrdCompatibility {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Bounds that may only be loosened: these upwards ... */
  private static final List<String> UPPER =
      List.of("maximum", "maxLength", "maxItems", "maxProperties");

  /** ... and these downwards. */
  private static final List<String> LOWER =
      List.of("minimum", "minLength", "minItems", "minProperties");

  private final List<String> breaks = new ArrayList<>();

  private CrdCompatibility() {}

  /** What the newer one breaks, by path; empty: nothing. */
  public static List<String> breaks(String older, String newer) {
    CrdCompatibility comparison = new CrdCompatibility();
    JsonNode before = JSON.valueToTree(Serialization.unmarshal(older, Map.class)).path("spec");
    JsonNode after = JSON.valueToTree(Serialization.unmarshal(newer, Map.class)).path("spec");
    for (String fixed : List.of("scope", "group")) {
      comparison.same(fixed, before.path(fixed), after.path(fixed));
    }
    for (JsonNode version : before.path("versions")) {
      String name = version.path("name").asText();
      JsonNode same = named(after.path("versions"), name);
      if (same.isMissingNode() || !same.path("served").asBoolean()) {
        comparison.breaks.add(name + ": version is no longer served");
        continue;
      }
      comparison.compare(
          name,
          version.path("schema").path("openAPIV3Schema"),
          same.path("schema").path("openAPIV3Schema"));
    }
    return comparison.breaks;
  }

  private static JsonNode named(JsonNode versions, String name) {
    for (JsonNode version : versions) {
      if (version.path("name").asText().equals(name)) {
        return version;
      }
    }
    return versions.path("none of that name");
  }

  private void compare(String path, JsonNode before, JsonNode after) {
    same(path + ": type", before.path("type"), after.path("type"));
    same(path + ": format", before.path("format"), after.path("format"));
    if (before.has("default")) {
      same(path + ": default", before.path("default"), after.path("default"));
    }
    bounds(path, before, after);
    if (after.has("enum")) {
      Set<String> lost = texts(before.path("enum"));
      lost.removeAll(texts(after.path("enum")));
      if (!before.has("enum") || !lost.isEmpty()) {
        breaks.add(path + ": values are no longer allowed: " + lost);
      }
    }
    if (after.has("pattern") && !after.path("pattern").equals(before.path("pattern"))) {
      breaks.add(path + ": has another pattern");
    }
    Set<String> required = texts(after.path("required"));
    required.removeAll(texts(before.path("required")));
    required.forEach(name -> breaks.add(path + "." + name + ": is required now"));
    before
        .path("properties")
        .properties()
        .forEach(
            property -> {
              JsonNode now = after.path("properties").path(property.getKey());
              String below = path + "." + property.getKey();
              if (now.isMissingNode()) {
                breaks.add(below + ": is gone");
              } else {
                compare(below, property.getValue(), now);
              }
            });
    for (String nested : List.of("items", "additionalProperties")) {
      if (before.path(nested).isObject()) {
        compare(path + "[]", before.path(nested), after.path(nested));
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

  private void same(String what, JsonNode before, JsonNode after) {
    if (!before.equals(after)) {
      breaks.add(what + " was " + before + " and is " + after);
    }
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new HashSet<>();
    array.forEach(value -> texts.add(value.asText()));
    return texts;
  }
}
