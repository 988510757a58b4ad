package dev.realtime.operator.start;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.console.Console;
import dev.realtime.operator.console.ConsoleSettings;
import dev.realtime.operator.console.Sight;
import dev.realtime.operator.process.OperatorSettings;
import dev.realtime.operator.signal.Observations;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A console that knows of one service, and somebody who looks at it. */
final class ConsoleVisitor implements AutoCloseable {
  private static final Path ROLE = Path.of("..", "manifests", "console", "rbac.yaml");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Console console;

  /**
   * @param client with the rights of the console
   */
  ConsoleVisitor(KubernetesClient client, OperatorSettings settings) throws IOException {
    console =
        new Console(
            new ConsoleSettings(0, ""),
            settings,
            client,
            oneService(),
            () -> true,
            Clock.systemUTC());
  }

  /** What the shipped role grants. */
  static List<Permission> granted() throws IOException {
    var granted = new ArrayList<Permission>();
    try (var documents =
        new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(Files.readString(ROLE))) {
      while (documents.hasNext()) {
        for (JsonNode rule : documents.next().path("rules")) {
          granted.add(
              new Permission(
                  rule.at("/apiGroups/0").asText(),
                  rule.at("/resources/0").asText(),
                  rule.at("/verbs/0").asText()));
        }
      }
    }
    return granted;
  }

  /** The list of services; where the sign-in was refused, that answer. */
  HttpResponse<String> services(String token) throws IOException, InterruptedException {
    HttpResponse<String> in =
        http.send(
            request("session")
                .header("X-Realtime-Console", "1")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        new ObjectMapper().writeValueAsString(Map.of("token", token))))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (in.statusCode() != 200) {
      return in;
    }
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    return http.send(
        request("services").header("Cookie", cookie.substring(0, cookie.indexOf(';'))).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + console.port() + "/api/" + path));
  }

  private static Sight oneService() {
    RealtimeService service =
        Serialization.unmarshal(
            """
            apiVersion: realtime.dev/v1alpha1
            kind: RealtimeService
            metadata: {name: realtime, namespace: production, generation: 1}
            spec: {}
            """,
            RealtimeService.class);
    return new Sight() {
      @Override
      public Collection<RealtimeService> services() {
        return List.of(service);
      }

      @Override
      public List<RunbookRun> runs(String namespace, String name) {
        return List.of();
      }

      @Override
      public Optional<Observations> observations(String namespace, String name) {
        return Optional.empty();
      }
    };
  }

  @Override
  public void close() {
    console.close();
    http.close();
  }
}
