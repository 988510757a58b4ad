package dev.realtime.e2e.manifests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.image.ProjectImage;
import dev.realtime.e2e.release.FrozenRelease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * What this project wants of the bundle. The operator framework's own rules are those of {@code
 * OlmValidationIT}; that the API server takes its parts is seen by {@code OlmBundleIT}.
 */
class OlmBundleTest {
  private static final String PREFIX = "operators.operatorframework.io.bundle.";
  private static final String SEMVER = "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)";

  private final Path bundle = Directories.standard().project().resolve("manifests/olm");
  private final Map<String, JsonNode> manifests = manifests();
  private final JsonNode csv =
      manifests.values().stream()
          .filter(object -> object.path("kind").asText().equals("ClusterServiceVersion"))
          .findFirst()
          .orElseThrow();
  private final JsonNode spec = csv.path("spec");

  private Map<String, JsonNode> manifests() {
    try (Stream<Path> files = Files.list(bundle.resolve("manifests"))) {
      return files.collect(
          Collectors.toMap(
              file -> file.getFileName().toString(),
              OlmBundleTest::yaml,
              (one, other) -> one,
              TreeMap::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode yaml(Path file) {
    try {
      return new YAMLMapper().readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private List<JsonNode> ofKind(String kind) {
    return manifests.values().stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .toList();
  }

  @Test
  void theAnnotationsSayWhereEverythingIsAndTheImageHasThemToo() throws IOException {
    JsonNode annotations = yaml(bundle.resolve("metadata/annotations.yaml")).path("annotations");
    assertThat(annotations.path(PREFIX + "mediatype.v1").asText()).isEqualTo("registry+v1");
    assertThat(annotations.path(PREFIX + "manifests.v1").asText()).isEqualTo("manifests/");
    assertThat(annotations.path(PREFIX + "metadata.v1").asText()).isEqualTo("metadata/");
    assertThat(annotations.path(PREFIX + "package.v1").asText()).isEqualTo("realtime-operator");
    assertThat(annotations.path(PREFIX + "channels.v1").asText().split(",", -1))
        .contains(annotations.path(PREFIX + "channel.default.v1").asText());
    String image = Files.readString(bundle.resolve("bundle.Dockerfile"));
    assertThat(annotations.properties())
        .isNotEmpty()
        .allSatisfy(
            entry ->
                assertThat(image)
                    .contains("LABEL " + entry.getKey() + "=" + entry.getValue().asText() + "\n"));
    assertThat(image)
        .contains("COPY manifests /manifests/\n")
        .contains("COPY metadata /metadata/\n");
  }

  @Test
  void nameAndVersionsAreSemanticOnes() {
    String version = spec.path("version").asText();
    assertThat(version).matches(SEMVER).isEqualTo(ProjectImage.OPERATOR.tag());
    assertThat(csv.path("metadata").path("name").asText())
        .isEqualTo("realtime-operator.v" + version);
    assertThat(spec.path("replaces").asText())
        .as("what OLM upgrades from")
        .isEqualTo(
            "realtime-operator.v"
                + FrozenRelease.before(Directories.standard().project(), version)
                    .orElseThrow()
                    .version());
    assertThat(spec.path("minKubeVersion").asText()).matches(SEMVER);
    assertThat(csv.path("apiVersion").asText()).isEqualTo("operators.coreos.com/v1alpha1");
  }

  @Test
  void whatCataloguesShowIsThere() {
    for (String field : List.of("displayName", "description", "maturity")) {
      assertThat(spec.path(field).asText()).as(field).isNotBlank();
    }
    assertThat(spec.path("provider").path("name").asText()).isNotBlank();
    assertThat(list(spec.path("keywords"))).isNotEmpty();
    assertThat(list(spec.path("links")))
        .isNotEmpty()
        .allMatch(link -> link.path("url").asText().startsWith("https://"));
    assertThat(list(spec.path("maintainers")))
        .isNotEmpty()
        .allMatch(who -> who.path("email").asText().matches("[^@\\s]+@[^@\\s]+\\.\\w+"));
    JsonNode icon = list(spec.path("icon")).getFirst();
    assertThat(icon.path("mediatype").asText()).isEqualTo("image/svg+xml");
    assertThat(new String(Base64.getDecoder().decode(icon.path("base64data").asText()), UTF_8))
        .startsWith("<svg");
    JsonNode annotations = csv.path("metadata").path("annotations");
    assertThat(annotations.path("capabilities").asText())
        .isIn(
            "Basic Install", "Seamless Upgrades", "Full Lifecycle", "Deep Insights", "Auto Pilot");
    assertThat(annotations.path("categories").asText()).isEqualTo("Streaming & Messaging");
  }

  @Test
  void allInstallModesAreSpokenOf() {
    assertThat(list(spec.path("installModes")))
        .extracting(mode -> mode.path("type").asText())
        .containsExactlyInAnyOrder(
            "OwnNamespace", "SingleNamespace", "MultiNamespace", "AllNamespaces");
    assertThat(list(spec.path("installModes")))
        .anyMatch(mode -> mode.path("supported").asBoolean());
  }

  @Test
  void inOneNamespaceItGetsNoRightOnTheCluster() throws IOException {
    assertThat(spec.at("/install/spec/clusterPermissions").isMissingNode()).isTrue();
    Base base = new Base(Directories.standard().project().resolve("manifests"));
    assertThat(list(spec.at("/install/spec/permissions")))
        .extracting(granted -> granted.path("rules"))
        .containsExactly(
            new YAMLMapper().readTree(base.rules("ClusterRole", "realtime-operator")),
            new YAMLMapper().readTree(base.rules("Role", "realtime-operator-leader")));
  }

  @Test
  void theCrdsInItAreThoseThatItOwns() {
    List<String> there =
        ofKind("CustomResourceDefinition").stream()
            .flatMap(
                crd ->
                    list(crd.path("spec").path("versions")).stream()
                        .map(
                            version ->
                                crd.path("metadata").path("name").asText()
                                    + " "
                                    + version.path("name").asText()
                                    + " "
                                    + crd.path("spec").path("names").path("kind").asText()))
            .toList();
    List<JsonNode> owned = list(spec.path("customresourcedefinitions").path("owned"));
    assertThat(owned)
        .extracting(
            crd ->
                crd.path("name").asText()
                    + " "
                    + crd.path("version").asText()
                    + " "
                    + crd.path("kind").asText())
        .containsExactlyInAnyOrderElementsOf(there)
        .hasSize(2);
    assertThat(owned)
        .allMatch(crd -> !crd.path("description").asText().isBlank())
        .allMatch(crd -> !crd.path("displayName").asText().isBlank());
  }

  @Test
  void everyKindHasAnExample() throws IOException {
    JsonNode examples =
        new ObjectMapper()
            .readTree(csv.path("metadata").path("annotations").path("alm-examples").asText());
    assertThat(list(examples))
        .extracting(
            object -> object.path("apiVersion").asText() + " " + object.path("kind").asText())
        .containsExactlyInAnyOrder(
            "realtime.dev/v1alpha1 RealtimeService", "realtime.dev/v1alpha1 RunbookRun");
  }

  @Test
  void everyImageThatPodsCanHaveIsRelated() {
    JsonNode deployment = list(spec.at("/install/spec/deployments")).getFirst();
    JsonNode container = list(deployment.at("/spec/template/spec/containers")).getFirst();
    List<String> used =
        Stream.concat(
                Stream.of(container.path("image")),
                list(container.path("env")).stream()
                    .filter(variable -> variable.path("name").asText().endsWith("_IMAGE"))
                    .map(variable -> variable.path("value")))
            .map(JsonNode::asText)
            .toList();
    assertThat(used).hasSize(3).allMatch(image -> image.matches("[^:]+:[^:]+"));
    assertThat(list(spec.path("relatedImages")))
        .allMatch(image -> !image.path("name").asText().isBlank())
        .extracting(image -> image.path("image").asText())
        .containsExactlyElementsOf(used);
    assertThat(csv.at("/metadata/annotations/containerImage").asText()).isEqualTo(used.getFirst());
  }

  @Test
  void whatOlmMakesItselfIsNotBesideIt() {
    assertThat(spec.at("/install/strategy").asText()).isEqualTo("deployment");
    String account =
        list(spec.at("/install/spec/deployments"))
            .getFirst()
            .at("/spec/template/spec/serviceAccountName")
            .asText();
    assertThat(list(spec.at("/install/spec/permissions")))
        .isNotEmpty()
        .allMatch(granted -> granted.path("serviceAccountName").asText().equals(account));
    // registry+v1 takes few kinds; a ServiceAccount of this name would be fought over.
    assertThat(manifests.values())
        .extracting(object -> object.path("kind").asText())
        .containsOnly("ClusterServiceVersion", "CustomResourceDefinition", "ClusterRole");
    assertThat(manifests.values())
        .filteredOn(object -> !object.path("kind").asText().equals("ClusterServiceVersion"))
        .allMatch(object -> object.at("/metadata/namespace").isMissingNode());
  }
}
