package dev.realtime.operator.reconcile;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object that a rule of a CRD refuses, as in {@code admission-rules.yaml}.
 *
 * @param kind of the object; left out: RealtimeService
 * @param name of the object; left out: any
 * @param field that the API server names
 * @param message of the rule
 * @param before spec of the object as it was taken before, where the rule is about changes
 * @param spec of the object, or what is merged into it
 */
record RuleCase(
    String kind,
    @Nullable String name,
    String field,
    String message,
    @Nullable Map<String, Object> before,
    Map<String, Object> spec) {
  /** What the API server calls an object as a whole. */
  static final String ROOT = "<nil>";

  private static final Path CASES = Path.of("src", "test", "resources", "admission-rules.yaml");

  RuleCase {
    kind = kind == null ? "RealtimeService" : kind;
  }

  static List<RuleCase> all() {
    try {
      return new ObjectMapper()
          .convertValue(
              Serialization.unmarshal(Files.readString(CASES), List.class),
              new TypeReference<List<RuleCase>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + CASES, e);
    }
  }

  /** The rule that this is about. */
  String rule() {
    return rule(kind, field.replaceAll("\\[\\d+]", "[]"), message);
  }

  static String rule(String kind, String path, String message) {
    return kind + " " + path + ": " + message;
  }

  /** Sends it to the API server, which throws. */
  void ask(Space space) {
    if (before == null) {
      space.applyStrictly(object(spec));
      return;
    }
    GenericKubernetesResource taken =
        Serialization.unmarshal(
            Serialization.asYaml(object(before)), GenericKubernetesResource.class);
    taken = space.client().resource(taken).inNamespace(space.name()).create();
    space
        .client()
        .resource(taken)
        .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(Map.of("spec", spec)));
  }

  private Map<String, Object> object(Map<String, Object> content) {
    var object = new LinkedHashMap<String, Object>();
    object.put("apiVersion", "realtime.dev/v1alpha1");
    object.put("kind", kind);
    object.put("metadata", name == null ? Map.of("generateName", "rule-") : Map.of("name", name));
    object.put("spec", content);
    return object;
  }

  @Override
  public String toString() {
    return field + ": " + message + " " + spec;
  }
}
