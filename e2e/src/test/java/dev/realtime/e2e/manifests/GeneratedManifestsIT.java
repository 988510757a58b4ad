package dev.realtime.e2e.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One source of truth: what is generated is current, and the chart says what the base says. */
class GeneratedManifestsIT {
  /** Helm writes 1.0 as 1. */
  private static final Comparator<JsonNode> BY_VALUE =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? Double.compare(one.doubleValue(), other.doubleValue())
              : one.equals(other) ? 0 : 1;

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

  /** As docs/console.md has it: components in the overlay that docs/install.md has people copy. */
  @Test
  void anOverlayOfOnesOwnTakesTheConsoleAndKeepsItsImages(@TempDir Path own) throws IOException {
    Path manifests = renderings.directories().project().resolve("manifests");
    Path here = own.toRealPath();
    Files.writeString(
        own.resolve("kustomization.yaml"),
        Files.readString(manifests.resolve("overlays/cluster-wide/kustomization.yaml"))
                .replace("../../base", here.relativize(manifests.resolve("base")).toString())
            + "components: [%s]\n".formatted(here.relativize(manifests.resolve("console"))));

    assertThat(objects(renderings.generated().kustomize(here.toString())))
        .containsKey("Service/realtime-console")
        .extractingByKey("Deployment/realtime-operator")
        .extracting(JsonNode::toString, STRING)
        .contains(
            "{\"name\":\"CONSOLE_PORT\",\"value\":\"8090\"}",
            "\"name\":\"REALTIME_SERVER_IMAGE\",\"value\":\"registry.example.com/realtime/server:",
            "\"name\":\"REALTIME_REDIS_IMAGE\",\"value\":\"registry.example.com/realtime/redis:");
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
