package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains the server: with a real Redis, over all that a pod sees in its first minutes — connects,
 * subscriptions, publications through Redis to many clients, history, presence, probes, metrics.
 */
final class ServerTraining implements Training {
  /** Enough for the compilers to have profiles of the paths of a message and of a connect. */
  private static final int CONNECTIONS = 300;

  private static final int PUBLICATIONS = 300;

  private final Path config;
  private final int port;
  private final int managementPort;
  private final TrainingRedis redis;

  private ServerTraining(Path config, int port, int managementPort, TrainingRedis redis) {
    this.config = config;
    this.port = port;
    this.managementPort = managementPort;
    this.redis = redis;
  }

  static ServerTraining start(ImageSettings settings, Path work) throws IOException {
    TrainingRedis redis =
        TrainingRedis.start(Files.createDirectories(work.resolve("redis")), Ports.free());
    Path config = Files.createDirectories(work.resolve("config"));
    int port = Ports.free();
    int managementPort = Ports.free();
    Files.writeString(
        config.resolve("config.yaml"),
        """
        listen: {host: 127.0.0.1, port: %d}
        management: {host: 127.0.0.1, port: %d}
        broker: redis
        redis: {mode: standalone, addresses: ["127.0.0.1:%d"]}
        auth: {anonymous: true}
        api: {insecure: true}
        channels:
          allowSubscribe: anyone
          allowPublish: anyone
          presence: true
          joinLeave: true
          historySize: 100
          historyTtl: 1m
          recovery: true
        """
            .formatted(port, managementPort, redis.port()));
    Files.writeString(config.resolve("MAINTENANCE_MODE"), "false");
    return new ServerTraining(config, port, managementPort, redis);
  }

  @Override
  public List<String> arguments() {
    return List.of("serve", "--config-dir", config.toString());
  }

  @Override
  public TrainingLoad load() {
    return (phase, program) -> {
      try (HttpClient http = HttpClient.newHttpClient()) {
        Readiness.await(http, managementPort, program);
        if (phase == AotCache.Phase.TRAINING) {
          use(http);
        }
      }
    };
  }

  @Override
  public void close() {
    redis.close();
  }

  private void use(HttpClient http) throws IOException, InterruptedException {
    URI websocket = URI.create("ws://127.0.0.1:" + port + "/connection/websocket");
    List<TrainingClient> clients = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(TrainingClient.connect(http, websocket, i % 3 == 0));
    }
    clients.forEach(TrainingClient::subscribe);
    for (TrainingClient client : clients) {
      client.awaitSubscribed();
    }
    for (int i = 0; i < PUBLICATIONS; i++) {
      clients.get(i % CONNECTIONS).publish(i);
    }
    for (TrainingClient client : clients) {
      client.awaitPublications(PUBLICATIONS);
    }
    get(http, port, "/health");
    for (String path : List.of("/livez", "/readyz", "/health", "/metrics")) {
      get(http, managementPort, path);
    }
    post(http, "/api/publish", "{\"channel\":\"training\",\"data\":{\"from\":\"api\"}}");
    post(http, "/api/presence_stats", "{\"channel\":\"training\"}");
    clients.forEach(TrainingClient::close);
  }

  private static void get(HttpClient http, int port, String path)
      throws IOException, InterruptedException {
    send(http, HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)));
  }

  private void post(HttpClient http, String path, String body)
      throws IOException, InterruptedException {
    send(
        http,
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static void send(HttpClient http, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpRequest built = request.timeout(Duration.ofSeconds(10)).build();
    int status = http.send(built, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new ClusterException("Training: " + built.uri() + " answered " + status);
    }
  }
}
