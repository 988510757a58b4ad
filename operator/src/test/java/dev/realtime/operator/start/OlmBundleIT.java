package dev.realtime.operator.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.realtime.operator.cluster.Space;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What OLM makes of the bundle, taken by a real API server with strict validation. The kinds of OLM
 * itself it does not know; their rules are those of {@code OlmBundleTest}.
 */
class OlmBundleIT {
  private static final Path MANIFESTS = Path.of("..", "manifests", "olm", "manifests");
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Space space = new Space();
  @TempDir private Path directory;

  private static JsonNode csv() throws IOException {
    return new YAMLMapper()
        .readTree(
            Files.readString(MANIFESTS.resolve("realtime-operator.clusterserviceversion.yaml")));
  }

  /** As {@code kubectl apply} would; the namespace of an object that has one is the test's. */
  private void taken(JsonNode object) throws IOException {
    ObjectNode metadata = (ObjectNode) object.path("metadata");
    metadata.remove("namespace");
    Path file = directory.resolve("object.json");
    Files.writeString(file, JSON.writeValueAsString(object));
    assertThat(
            space.kubectl(
                "apply",
                "--server-side",
                "--force-conflicts",
                "--dry-run=server",
                "--validate=strict",
                "-f",
                file.toString()))
        .doesNotContain("Warning")
        .contains("serverside-applied");
  }

  @Test
  void theApiServerTakesTheCrdsAndTheRolesInIt() throws IOException {
    List<Path> files;
    try (var all = Files.list(MANIFESTS)) {
      files = all.filter(file -> !file.toString().contains("clusterserviceversion")).toList();
    }
    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrder(
            "realtimeservices.realtime.dev.yaml",
            "runbookruns.realtime.dev.yaml",
            "realtime-view.clusterrole.yaml",
            "realtime-edit.clusterrole.yaml",
            "realtime-operator-metrics-reader.clusterrole.yaml");
    for (Path file : files) {
      taken(new YAMLMapper().readTree(Files.readString(file)));
    }
  }

  @Test
  void theExamplesFitTheCrds() throws IOException {
    JsonNode examples =
        JSON.readTree(csv().at("/metadata/annotations").path("alm-examples").asText());
    assertThat(examples).hasSize(2);
    for (JsonNode example : examples) {
      taken(example);
    }
  }

  @Test
  void theApiServerTakesTheDeploymentAndTheRolesThatOlmMakesOfIt() throws IOException {
    JsonNode install = csv().at("/spec/install/spec");
    for (JsonNode each : install.path("deployments")) {
      ObjectNode deployment = object("apps/v1", "Deployment", each.path("name").asText());
      deployment.set("spec", each.path("spec"));
      taken(deployment);
    }
    for (JsonNode each : install.path("clusterPermissions")) {
      ObjectNode role = object("rbac.authorization.k8s.io/v1", "ClusterRole", "made-by-olm");
      role.set("rules", each.path("rules"));
      taken(role);
    }
    for (JsonNode each : install.path("permissions")) {
      ObjectNode role = object("rbac.authorization.k8s.io/v1", "Role", "made-by-olm");
      role.set("rules", each.path("rules"));
      taken(role);
    }
  }

  private static ObjectNode object(String apiVersion, String kind, String name) {
    ObjectNode object = JSON.createObjectNode().put("apiVersion", apiVersion).put("kind", kind);
    object.putObject("metadata").put("name", name);
    return object;
  }
}
