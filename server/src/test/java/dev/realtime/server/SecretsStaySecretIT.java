package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.realtime.server.auth.TokenSigner;
import dev.realtime.server.broker.redis.RedisProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server as pods run it, logging all it can, in trouble with everything it has a secret for: its
 * Redis password is wrong and Redis goes away, backends fail and repeat what they were told,
 * callers are not who they say they are. No secret is in its log, its metrics, its health or its
 * answers.
 */
class SecretsStaySecretIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final Map<String, String> read = new LinkedHashMap<>();
  private RedisProcess redis;
  private HttpServer backend;
  private Process server;
  private Path log;
  private int port;
  private int management;

  private String secret(String name) {
    String value = UUID.randomUUID().toString().replace("-", "") + "+/%&" + name;
    secrets.put(name, value);
    return value;
  }

  private String file(String name) throws IOException {
    return Files.writeString(directory.resolve(name), secret(name)).toString();
  }

  @BeforeEach
  void start() throws IOException {
    redis =
        RedisProcess.start(RedisProcess.freePort(), List.of("another"), "--requirepass", "another");
    backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] told =
                (exchange.getRequestURI() + " " + exchange.getRequestHeaders().entrySet())
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(500, told.length);
            exchange.getResponseBody().write(told);
          }
        });
    backend.start();
    port = RedisProcess.freePort();
    management = RedisProcess.freePort();
    String query = UUID.randomUUID().toString().replace("-", "");
    secrets.put("query of an address", query);
    Files.writeString(
        directory.resolve("config.yaml"),
        """
        listen: {host: 127.0.0.1, port: %1$d}
        management: {host: 127.0.0.1, port: %2$d, tokenFile: %11$s}
        log: {level: debug}
        broker: redis
        redis: {addresses: ["%3$s"], passwordFile: %4$s}
        origins: ["*"]
        auth: {hmacSecretFile: %5$s}
        api: {keyFile: %6$s, previousKeyFile: %10$s}
        channels: {allowSubscribe: anyone, allowPublish: anyone, historySize: 10, historyTtl: 1m}
        proxy:
          connect: {url: "http://127.0.0.1:%7$d/connect?key=%8$s", staticHeaders: {X-Token: "%9$s"}}
          rpc: {url: "http://127.0.0.1:%7$d/rpc?key=%8$s", staticHeaders: {X-Token: "%9$s"}}
        """
            .formatted(
                port,
                management,
                "127.0.0.1:" + redis.address().port(),
                file("redis"),
                file("token"),
                file("api"),
                backend.getAddress().getPort(),
                query,
                secret("static"),
                file("previous"),
                file("management")));
    log = directory.resolve("server.log");
    server =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    "serve",
                    "--config",
                    directory.resolve("config.yaml").toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  @AfterEach
  void stop() {
    server.destroyForcibly();
    backend.stop(0);
    redis.close();
    http.close();
  }

  @Test
  void noSecretIsInAnythingThatPeopleRead() throws Exception {
    await("the server").atMost(LONG).until(this::answers);
    await("trouble with Redis")
        .atMost(LONG)
        .until(() -> Files.readString(log).contains("WRONGPASS"));
    clients();
    callers();
    redis.kill();
    callers();
    for (String path : List.of("/livez", "/readyz", "/health", "/metrics")) {
      read.put("management " + path, get(management, path).body());
    }
    read.put("/health", get(port, "/health").body());
    server.destroy();
    await("the end").atMost(LONG).until(() -> !server.isAlive());
    read.put("the log", Files.readString(log));
    assertThat(read).allSatisfy((place, text) -> assertThat(found(text)).as(place).isEmpty());
    // The search finds them where they are.
    assertThat(found(Files.readString(directory.resolve("config.yaml"))))
        .contains("static", "query of an address");
    assertThat(found(Files.readString(directory.resolve("redis")))).containsExactly("redis");
  }

  /** With a token that is right, one that is wrong, and none: then the backend is asked. */
  private void clients() throws Exception {
    long now = Instant.now().getEpochSecond();
    String right =
        TokenSigner.withSecretFile(directory.resolve("token"), "HS256")
            .sign(new TokenSigner.Claims("user", "", now, now + 3600, List.of(), "", ""));
    secrets.put("a client's token", right);
    String wrong = right.substring(0, right.length() - 12) + "AAAAAAAAAAAA";
    secrets.put("a wrong token", wrong);
    List<String> answers = new ArrayList<>();
    for (String connect :
        List.of("{}", "{\"token\":\"" + right + "\"}", "{\"token\":\"" + wrong + "\"}")) {
      try (TestClient client =
          TestClient.open(URI.create("ws://127.0.0.1:" + port + "/connection/websocket"))) {
        client.send("{\"id\":1,\"connect\":" + connect + "}");
        if (connect.contains(right)) {
          answers.add(client.next());
          client.send("{\"id\":2,\"rpc\":{\"method\":\"m\",\"data\":{}}}");
          answers.add(client.next());
          client.send("{\"id\":3,\"subscribe\":{\"channel\":\"a\"}}");
          answers.add(client.next());
        } else {
          await("an answer").atMost(LONG).until(() -> client.waiting() > 0 || !client.isOpen());
        }
      }
    }
    read.put("replies to clients", String.join("\n", answers));
    assertThat(answers).hasSize(3);
  }

  /** Of the API: with the key, with another, with none, in the header and in the query. */
  private void callers() throws Exception {
    String other = secret("a wrong key");
    for (String key : List.of(secrets.get("api"), secrets.get("previous"), other, "")) {
      for (String body : List.of("{\"channel\":\"a\",\"data\":{}}", "no json", "{\"channel\":7}")) {
        String query = key.isEmpty() ? "" : "?api_key=" + URLEncoder.encode(key, UTF_8);
        for (boolean header : new boolean[] {true, false}) {
          HttpRequest.Builder request =
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:" + port + "/api/publish" + (header ? "" : query)))
                  .POST(HttpRequest.BodyPublishers.ofString(body));
          if (header && !key.isEmpty()) {
            request.header("X-API-Key", key);
          }
          HttpResponse<String> answer =
              http.send(request.build(), HttpResponse.BodyHandlers.ofString());
          read.merge("the API", answer.statusCode() + " " + answer.body() + "\n", String::concat);
        }
      }
    }
    assertThat(read.get("the API")).contains("401");
  }

  private boolean answers() {
    try {
      return get(management, "/livez").statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private HttpResponse<String> get(int at, String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private List<String> found(String text) {
    return secrets.entrySet().stream()
        .filter(
            secret -> {
              String value = secret.getValue();
              // The last group of base64 depends on what follows.
              String base64 = Base64.getEncoder().encodeToString(value.getBytes(UTF_8));
              return text.contains(value)
                  || text.contains(base64.substring(0, base64.length() - 4))
                  || text.contains(URLEncoder.encode(value, UTF_8));
            })
        .map(Map.Entry::getKey)
        .toList();
  }
}
