package dev.realtime.e2e.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One source of truth: what is generated is current, and the chart says what the base says. */
class GeneratedManifestsIT {
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
    base.forEach((name, object) -> assertThat(chart.get(name)).as(name).isEqualTo(object));
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
