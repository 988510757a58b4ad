package dev.realtime.operator.start;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that the operator must be allowed to do.
 *
 * @param group API group; empty for the core
 * @param resource plural, with its subresource where there is one: {@code pods/log}
 * @param verb such as {@code watch}
 */
public record Permission(String group, String resource, String verb) {
  /** Packaged from {@code manifests/base/rbac.yaml}: what is granted is what is asked for. */
  private static final String FILE = "rbac.yaml";

  /** Those needed in every namespace that is looked after. */
  public static List<Permission> inWatchedNamespaces() {
    return of("ClusterRole", "realtime-operator");
  }

  /** Those needed in the operator's own namespace. */
  public static List<Permission> inOwnNamespace() {
    return of("Role", "realtime-operator-leader");
  }

  private static List<Permission> of(String kind, String name) {
    try (InputStream in = Permission.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not on the class path");
      }
      YAMLMapper yaml = new YAMLMapper();
      try (MappingIterator<JsonNode> documents = yaml.readerFor(JsonNode.class).readValues(in)) {
        while (documents.hasNext()) {
          JsonNode document = documents.next();
          if (document.path("kind").asText().equals(kind)
              && document.path("metadata").path("name").asText().equals(name)) {
            return ofRules(document.path("rules"));
          }
        }
      }
      throw new IllegalStateException(FILE + " has no " + kind + " " + name);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + FILE, e);
    }
  }

  private static List<Permission> ofRules(JsonNode rules) {
    var permissions = new ArrayList<Permission>();
    for (JsonNode rule : rules) {
      for (JsonNode group : rule.path("apiGroups")) {
        for (JsonNode resource : rule.path("resources")) {
          for (JsonNode verb : rule.path("verbs")) {
            permissions.add(new Permission(group.asText(), resource.asText(), verb.asText()));
          }
        }
      }
    }
    return List.copyOf(permissions);
  }

  /** Whether it is of one object's part, such as {@code status}. */
  String subresource() {
    int slash = resource.indexOf('/');
    return slash < 0 ? "" : resource.substring(slash + 1);
  }

  /** The resource without its part. */
  String mainResource() {
    int slash = resource.indexOf('/');
    return slash < 0 ? resource : resource.substring(0, slash);
  }

  @Override
  public String toString() {
    return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
  }
}
