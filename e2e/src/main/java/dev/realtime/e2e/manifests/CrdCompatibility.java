package dev.realtime.e2e.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether every object that an older CRD took is taken by a newer one, and means the same: what a
 * release may not change within one API version.
 */
public final class CrdCompatibility {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Breaks breaks = new Breaks();

  private CrdCompatibility() {}

  /** What newer CRDs break of older ones, both as YAML by name of their files; empty: nothing. */
  public static List<String> breaks(Map<String, String> older, Map<String, String> newer) {
    var all = new ArrayList<String>();
    older.forEach(
        (name, crd) -> {
          String now = newer.get(name);
          if (now == null) {
            all.add(name + ": is gone");
          } else {
            breaks(crd, now).forEach(each -> all.add(name + ": " + each));
          }
        });
    return all;
  }

  /** What the newer one breaks, by path; empty: nothing. */
  public static List<String> breaks(String older, String newer) {
    CrdCompatibility comparison = new CrdCompatibility();
    comparison.compare(spec(older), spec(newer));
    return comparison.breaks.all();
  }

  private static JsonNode spec(String crd) {
    return JSON.valueToTree(Serialization.unmarshal(crd, Map.class)).path("spec");
  }

  private void compare(JsonNode before, JsonNode after) {
    for (String fixed : List.of("scope", "group")) {
      breaks.same(fixed, before.path(fixed), after.path(fixed));
    }
    names(before.path("names"), after.path("names"));
    for (JsonNode version : before.path("versions")) {
      if (version.path("served").asBoolean()) {
        version(version, after.path("versions"));
      }
    }
  }

  /** Scripts and manifests use each of them. */
  private void names(JsonNode before, JsonNode after) {
    for (String fixed : List.of("kind", "plural", "singular", "listKind")) {
      breaks.same("names." + fixed, before.path(fixed), after.path(fixed));
    }
    for (String list : List.of("shortNames", "categories")) {
      breaks.lost("names." + list, before.path(list), after.path(list));
    }
  }

  private void version(JsonNode before, JsonNode versions) {
    String name = before.path("name").asText();
    for (JsonNode after : versions) {
      if (after.path("name").asText().equals(name) && after.path("served").asBoolean()) {
        subresources(name, before.path("subresources"), after.path("subresources"));
        new SchemaCompatibility(breaks)
            .compare(
                name, before.at("/schema/openAPIV3Schema"), after.at("/schema/openAPIV3Schema"));
        return;
      }
    }
    breaks.add(name + ": version is no longer served");
  }

  /**
   * One that is gone or moved fails its users; a status that is new is no longer written with the
   * rest.
   */
  private void subresources(String version, JsonNode before, JsonNode after) {
    for (String subresource : List.of("status", "scale")) {
      if (before.has(subresource) || subresource.equals("status")) {
        breaks.same(
            version + ": subresource " + subresource,
            before.path(subresource),
            after.path(subresource));
      }
    }
  }
}
