package dev.realtime.e2e.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.e2e.cluster.binary.Program;
import dev.realtime.e2e.image.ProjectImage;
import dev.realtime.e2e.manifests.GeneratedManifests;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code ./dev up --context NAME --push PREFIX} as far as the registry: a real one. */
class ContextUpPushIT {
  private final Workspace workspace = Workspace.standard();
  private final HttpClient http = HttpClient.newHttpClient();
  private Process registry;
  private String address;

  @BeforeEach
  void startRegistry() throws IOException {
    registry =
        new ProcessBuilder(workspace.binaries().get(Program.REGISTRY).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    address =
        Objects.requireNonNull(
            new BufferedReader(new InputStreamReader(registry.getInputStream(), UTF_8)).readLine(),
            "the registry says where it listens");
  }

  @AfterEach
  void stopRegistry() {
    registry.destroyForcibly();
    http.close();
  }

  @Test
  void allImagesArePushedAndTheManifestsNameThemByTheirDigests() throws Exception {
    new Product(workspace).compile();
    String prefix = address + "/acme/realtime";

    Map<String, String> names =
        new ContextUp(workspace, "none", null, new ContextUp.Images.Push(prefix)).bring().names();

    assertThat(names).hasSize(3);
    for (ProjectImage image :
        List.of(ProjectImage.OPERATOR, ProjectImage.SERVER, ProjectImage.REDIS)) {
      String pushed = names.get(image.reference());
      assertThat(pushed)
          .startsWith(prefix + "/" + image.shortName() + ":" + image.tag() + "@sha256:");
      isWhole(image, pushed.substring(pushed.indexOf('@') + 1));
    }
    String manifests =
        ContextUp.renamed(
            new GeneratedManifests(
                    workspace.directories().project(),
                    workspace.binaries().get(Program.KUBECTL),
                    ProjectImage.OPERATOR.tag())
                .kustomize("base"),
            names);
    assertThat(manifests)
        .contains(names.values())
        .doesNotContainPattern("realtime\\.dev/operator:\\S"); // the image, not the label
  }

  /** A node that pulls gets the manifest of that digest, and every layer of it. */
  private void isWhole(ProjectImage image, String digest) throws Exception {
    String repository = "http://" + address + "/v2/acme/realtime/" + image.shortName();
    HttpResponse<String> manifest =
        http.send(
            HttpRequest.newBuilder(URI.create(repository + "/manifests/" + image.tag()))
                .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(manifest.headers().firstValue("Docker-Content-Digest")).contains(digest);
    JsonNode layers = new ObjectMapper().readTree(manifest.body()).path("layers");
    assertThat(layers).isNotEmpty();
    for (JsonNode layer : layers) {
      HttpResponse<Void> blob =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(repository + "/blobs/" + layer.path("digest").asText()))
                  .HEAD()
                  .build(),
              HttpResponse.BodyHandlers.discarding());
      assertThat(blob.statusCode()).isEqualTo(200);
    }
  }
}
