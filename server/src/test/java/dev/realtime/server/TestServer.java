package dev.realtime.server;

import dev.realtime.server.session.Session;
import dev.realtime.server.transport.ClientRoutes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A server on free ports of this machine, with its configuration in a directory. */
public final class TestServer implements AutoCloseable {
  /** Everything allowed to everybody, history and presence on. */
  public static final String OPEN =
      """
      auth: {anonymous: true}
      api: {insecure: true}
      origins: ["*"]
      channels:
        historySize: 100
        historyTtl: 1m
        recovery: true
        presence: true
        joinLeave: true
        delta: true
        tagsFilter: true
        allowSubscribe: anyone
        allowPublish: anyone
        allowHistory: anyone
        allowPresence: anyone
      """;

  private static final String PORTS =
      """
      listen: {host: 127.0.0.1, port: 0}
      management: {host: 127.0.0.1, port: 0}
      """;

  private final Path directory;
  private final Server server;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestServer(Path directory, Server server) {
    this.directory = directory;
    this.server = server;
  }

  /** Starts one; the configuration may leave out the ports. */
  public static TestServer start(Path directory, String yaml) {
    try {
      Files.writeString(directory.resolve("config.yaml"), completed(yaml));
      return new TestServer(
          directory,
          Server.start(
              new ServerOptions(directory.resolve("config.yaml"), directory, false, Map.of())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Server.StartException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String completed(String yaml) {
    return yaml.contains("listen:") ? calm(yaml) : PORTS + calm(yaml);
  }

  /**
   * A machine that is busy with other tests makes event loops lag: no client is refused for that.
   */
  private static String calm(String yaml) {
    if (yaml.contains("shedLag")) {
      return yaml;
    }
    if (yaml.contains("limits: {")) {
      return yaml.replaceFirst("limits: \\{", "limits: {shedLag: 1m, ");
    }
    return yaml.contains("limits:\n")
        ? yaml.replaceFirst("limits:\n", "limits:\n  shedLag: 1m\n")
        : yaml + "\nlimits: {shedLag: 1m}\n";
  }

  /** Writes a file of the configuration directory. */
  public void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), name.equals("config.yaml") ? completed(text) : text);
  }

  public Server server() {
    return server;
  }

  public Assembly parts() {
    return server.parts();
  }

  /** The session of the client with this id. */
  public Session session(String client) {
    return server.parts().registry().all().stream()
        .filter(session -> session.id().equals(client))
        .findFirst()
        .orElseThrow();
  }

  /** Asks for all clients to be closed with 3001, as a drain does. */
  public void sendAllAway() {
    server.parts().registry().all().forEach(Session::sendAway);
  }

  public int port() {
    return server.clientAddress().getPort();
  }

  public URI webSocket() {
    return URI.create("ws://127.0.0.1:" + port() + "/connection/websocket");
  }

  public URI http(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(http(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(http(path)).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> management(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.managementAddress().getPort() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> managementPost(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.managementAddress().getPort() + path);
    return http.send(
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** What the routes of the client port lead to. */
  public ClientRoutes routes() {
    return server.parts().clientRoutes();
  }

  /** Whether the metrics have a line like this. */
  public boolean counts(String line) throws IOException, InterruptedException {
    return management("/metrics").body().contains(line);
  }

  /** Publishes by the server API. */
  public void publish(String channel, String json) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        post("/api/publish", "{\"channel\":\"" + channel + "\",\"data\":" + json + "}");
    if (!answer.body().contains("\"result\"")) {
      throw new IllegalStateException(answer.body());
    }
  }

  public TestClient client() {
    return TestClient.open(webSocket());
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}
