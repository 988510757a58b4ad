package dev.realtime.e2e.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One source of truth: what is generated is current, and the chart says what the base says. */
class GeneratedManifestsIT {
  /** Helm writes 1.0 as 1. */
  private static final Comparator<JsonNode> BY_VALUE =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? Double.compare(one.doubleValue(), other.doubleValue())
              : one.equals(other) ? 0 : 1;

  /** Empty: a document of comments alone. */
  private static final Pattern CLUSTER_SCOPED =
      Pattern.compile("|Cluster.*|Namespace|CustomResourceDefinition|ValidatingAdmission.*");

  private final Renderings renderings = Renderings.standard();

  @Test
  void everythingThatFollowsFromTheBaseIsCurrent() {
    assertThat(renderings.generated().stale()).as("run ./dev manifests and commit").isEmpty();
  }

  @Test
  void theChartAsItComesIsTheBase() {
    Map<String, JsonNode> chart = objects(renderings.chart());
    Map<String, JsonNode> base = objects(renderings.generated().kustomize("base"));
    // Helm makes the namespace (--create-namespace), and runs a test of its own.
    base.remove("Namespace/realtime-system");
    chart.remove("Pod/realtime-operator-test");

    assertThat(chart.keySet()).isEqualTo(base.keySet());
    base.forEach(
        (name, object) ->
            assertThat(object.equals(BY_VALUE, chart.get(name)))
                .as("%s%n  in the base:  %s%n  in the chart: %s", name, object, chart.get(name))
                .isTrue());
  }

  @Test
  void everyRenderingIsOfOneNamespaceAndNamesItWhereverItHasTo() {
    renderings
        .all()
        .forEach(
            (rendering, yaml) ->
                assertThat(namespaces(yaml))
                    .as(rendering)
                    .doesNotContain("")
                    .hasSizeLessThanOrEqualTo(1));
  }

  /** Of all objects that belong to one, and of all subjects; empty where none is named. */
  private static Set<String> namespaces(String yaml) {
    var namespaces = new TreeSet<String>();
    for (String document : Base.documents(yaml)) {
      JsonNode object =
          new ObjectMapper().valueToTree(Serialization.unmarshal(document, Map.class));
      if (!CLUSTER_SCOPED.matcher(object.path("kind").asText()).matches()) {
        namespaces.add(object.path("metadata").path("namespace").asText());
      }
      object
          .path("subjects")
          .forEach(subject -> namespaces.add(subject.path("namespace").asText()));
    }
    return namespaces;
  }

  /** By kind and name, without what differs by its nature: labels, annotations, defaults said. */
  private static Map<String, JsonNode> objects(String yaml) {
    var objects = new TreeMap<String, JsonNode>();
    for (String document : Base.documents(yaml)) {
      JsonNode object =
          new ObjectMapper().valueToTree(Serialization.unmarshal(document, Map.class));
      if (object.isObject() && object.has("kind")) {
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        metadata.remove("labels");
        metadata.remove("annotations");
        if (object.path("kind").asText().startsWith("ValidatingAdmission")) {
          // Kustomize takes it for namespaced; the API server drops that.
          metadata.remove("namespace");
        }
        JsonNode template = object.path("spec").path("template");
        if (object.path("kind").asText().equals("Deployment")) {
          ((ObjectNode) template.path("metadata").path("labels")).remove("app.kubernetes.io/name");
          withoutDefaults(template);
        }
        objects.put(object.path("kind").asText() + "/" + metadata.path("name").asText(), object);
      }
    }
    return objects;
  }

  /** The chart says the Lease's name and the number of threads even where they are the defaults. */
  private static void withoutDefaults(JsonNode template) {
    var env =
        (com.fasterxml.jackson.databind.node.ArrayNode)
            template.path("spec").path("containers").path(0).path("env");
    Map<String, String> defaults =
        Map.of("LEASE_NAME", "realtime-operator", "RECONCILE_THREADS", "20");
    for (int i = env.size() - 1; i >= 0; i--) {
      String name = env.path(i).path("name").asText();
      if (env.path(i).path("value").asText().equals(defaults.get(name))) {
        env.remove(i);
      }
    }
  }
}
