package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Maintenance, drain, overload and reload, as clients and probes see them. */
@Execution(ExecutionMode.CONCURRENT)
class LifeCycleTest {
  @TempDir Path directory;

  private TestServer start(String more) {
    return TestServer.start(directory, TestServer.OPEN + more);
  }

  private static String handshake(TestServer server) throws IOException {
    try (RawClient client = RawClient.connect(server.port())) {
      return client.upgrade("/connection/websocket");
    }
  }

  private static void awaitHandshake(TestServer server, String status) {
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(handshake(server)).startsWith("HTTP/1.1 " + status));
  }

  @Test
  void maintenanceSwitchedLiveRefusesNewClientsAndTellsThoseThatAreThere() throws Exception {
    try (TestServer server =
            start(
                "maintenance: {message: '{\"maintenance\":true}', existing: freeze,"
                    + " body: '{\"back\":\"soon\"}', retryAfter: 7s}\n");
        TestClient client = server.client()) {
      client.connect();
      client.send("{\"id\":2,\"subscribe\":{\"channel\":\"m\"}}").next();
      server.write("MAINTENANCE_MODE", "true");
      assertThat(client.next())
          .isEqualTo("{\"push\":{\"message\":{\"data\":{\"maintenance\":true}}}}");
      String refused = handshake(server);
      assertThat(refused).startsWith("HTTP/1.1 503").containsPattern("Retry-After: ([7-9]|1[0-4])");
      HttpResponse<String> sse =
          server.get("/connection/sse?cf_connect=%7B%22id%22%3A1%2C%22connect%22%3A%7B%7D%7D");
      assertThat(sse.statusCode()).isEqualTo(503);
      assertThat(sse.body()).isEqualTo("{\"back\":\"soon\"}");
      HttpResponse<String> stream =
          server.post("/connection/http_stream", "{\"id\":1,\"connect\":{}}");
      assertThat(stream.statusCode()).isEqualTo(503);
      assertThat(stream.body()).isEqualTo("{\"back\":\"soon\"}");
      assertThat(stream.headers().firstValueAsLong("retry-after").orElseThrow()).isBetween(7L, 14L);
      client.send("{\"id\":3,\"publish\":{\"channel\":\"m\",\"data\":1}}");
      assertThat(client.next()).contains("\"code\":111", "\"temporary\":true");
      assertThat(server.management("/readyz").statusCode()).isEqualTo(200);
      assertThat(server.management("/health").body()).contains("maintenance mode is on");
      assertThat(server.management("/metrics").body()).contains("realtime_maintenance 1.0");
      assertThat(client.isOpen()).isTrue();

      server.write("MAINTENANCE_MODE", "false");
      awaitHandshake(server, "101");
      client.send("{\"id\":4,\"publish\":{\"channel\":\"m\",\"data\":1}}");
      assertThat(client.next()).contains("\"pub\"");
    }
  }

  @Test
  void maintenanceFollowsASwappedConfigMapDirectory() throws Exception {
    Path first = Files.createDirectory(directory.resolve("..1"));
    Path second = Files.createDirectory(directory.resolve("..2"));
    Files.writeString(first.resolve("MAINTENANCE_MODE"), "false");
    Files.writeString(second.resolve("MAINTENANCE_MODE"), "true");
    Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(
        directory.resolve("MAINTENANCE_MODE"), Path.of("..data", "MAINTENANCE_MODE"));
    try (TestServer server = start("")) {
      assertThat(handshake(server)).startsWith("HTTP/1.1 101");
      Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("..2"));
      Files.move(
          next,
          directory.resolve("..data"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      awaitHandshake(server, "503");
    }
  }

  @Test
  void maintenanceMayDrainThoseThatAreThere() throws Exception {
    try (TestServer server = start("maintenance: {existing: drain, drainWindow: 1s}\n");
        TestClient client = server.client()) {
      client.connect();
      server.write("MAINTENANCE_MODE", "true");
      assertThat(client.closed()).isEqualTo("3001 shutdown");
    }
  }

  @Test
  void drainIsNotReadyAtOnceStillAcceptsForTheGraceAndThenClosesAtThePace() throws Exception {
    try (TestServer server = start("drain: {grace: 4s, window: 2s, deadline: 30s}\n")) {
      List<TestClient> clients = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        TestClient client = server.client();
        client.connect();
        clients.add(client);
      }
      long began = System.nanoTime();
      var ended = server.server().drain("test");
      HttpResponse<String> readiness = server.management("/readyz");
      assertThat(readiness.statusCode()).isEqualTo(503);
      assertThat(readiness.body()).contains("draining");
      assertThat(server.management("/livez").statusCode()).isEqualTo(200);
      assertThat(handshake(server)).startsWith("HTTP/1.1 101");
      assertThat(server.management("/metrics").body()).contains("realtime_draining 1.0");
      for (TestClient client : clients) {
        assertThat(client.closed()).isEqualTo("3001 shutdown");
      }
      assertThat(ended.get(30, TimeUnit.SECONDS).name()).isEqualTo("EMPTY");
      // Grace and nearly all of the window: nobody was closed in one go at the beginning.
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isGreaterThan(Duration.ofMillis(5500));
      assertThat(handshake(server)).startsWith("HTTP/1.1 503");
      clients.forEach(TestClient::close);
    }
  }

  @Test
  void aPostToTheManagementPortDrains() throws Exception {
    try (TestServer server =
            start("limits: {shedLag: 1m}\ndrain: {grace: 1s, window: 1s, deadline: 30s}\n");
        TestClient client = server.client()) {
      client.connect();
      HttpResponse<String> told = server.managementPost("/drain");
      assertThat(told.statusCode()).isEqualTo(202);
      assertThat(server.management("/readyz").statusCode()).isEqualTo(503);
      assertThat(client.closed()).isEqualTo("3001 shutdown");
      assertThat(server.server().whenDrained().get(30, TimeUnit.SECONDS).name()).isEqualTo("EMPTY");
    }
  }

  @Test
  void connectionsAboveTheLimitAreRefusedAndReadinessGoes() throws Exception {
    try (TestServer server = start("limits: {connections: 2}\n");
        TestClient one = server.client();
        TestClient two = server.client()) {
      one.connect();
      two.connect();
      assertThat(handshake(server)).startsWith("HTTP/1.1 503").contains("Retry-After: ");
      HttpResponse<String> readiness = server.management("/readyz");
      assertThat(readiness.statusCode()).isEqualTo(503);
      assertThat(readiness.body()).contains("as many are connected as may be");
      assertThat(server.management("/metrics").body())
          .contains("realtime_rejected_total{reason=\"connections\"} 1.0")
          .contains("realtime_connections 2.0");
      two.hangUp();
      awaitHandshake(server, "101");
    }
  }

  @Test
  void connectionsOfOneAddressAreBounded() throws Exception {
    try (TestServer server = start("limits: {connectionsPerIp: 1}\n")) {
      try (TestClient one = server.client()) {
        one.connect();
        assertThat(handshake(server)).startsWith("HTTP/1.1 429");
      }
      awaitHandshake(server, "101");
    }
  }

  @Test
  void connectRateIsATokenBucket() throws Exception {
    try (TestServer server = start("limits: {connectRate: 1, connectBurst: 3}\n")) {
      long began = System.nanoTime();
      long taken = 0;
      String answer = handshake(server);
      while (answer.startsWith("HTTP/1.1 101")) {
        taken++;
        answer = handshake(server);
      }
      assertThat(answer).startsWith("HTTP/1.1 503");
      assertThat(taken).isBetween(3L, 3 + secondsSince(began));
      awaitHandshake(server, "101");
    }
  }

  private static long secondsSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toSeconds() + 1;
  }

  private static String published(TestClient client) {
    return client.send("{\"id\":2,\"publish\":{\"channel\":\"r\",\"data\":1}}").next();
  }

  @Test
  void rateLimitsAnswer111AndLeaveTheClientConnected() throws Exception {
    try (TestServer server = start("limits: {publishesPerConnection: 2}\n");
        TestClient client = server.client()) {
      client.connect();
      long began = System.nanoTime();
      long taken = 0;
      String answer = published(client);
      while (answer.contains("\"publish\":{}")) {
        taken++;
        answer = published(client);
      }
      assertThat(answer).contains("\"code\":111");
      assertThat(taken).isBetween(2L, 2 + 2 * secondsSince(began));
      assertThat(client.isOpen()).isTrue();
    }
  }

  @Test
  void aValidConfigurationIsReloadedAndAnInvalidOneLeavesTheOldInForce() throws Exception {
    try (TestServer server = start("");
        TestClient client = server.client()) {
      client.connect();
      client.send("{\"id\":2,\"subscribe\":{\"channel\":\"late:1\"}}");
      assertThat(client.next()).contains("\"code\":102");
      server.write(
          "config.yaml", TestServer.OPEN + "namespaces: [{name: late, allowSubscribe: anyone}]\n");
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> server.parts().config().namespaces().size() == 1);
      client.send("{\"id\":3,\"subscribe\":{\"channel\":\"late:1\"}}");
      assertThat(client.next()).contains("\"id\":3,\"subscribe\"");

      server.write("config.yaml", TestServer.OPEN + "namespaces: [{name: x}]\nbrokr: redis\n");
      server.write("MAINTENANCE_MODE", "true"); // seen later than the configuration's bad change
      awaitHandshake(server, "503");
      assertThat(server.parts().config().namespaces().getFirst().name()).isEqualTo("late");
    }
  }

  @Test
  void connectionsEndAtTheirGreatestAgeAndMayComeBack() throws Exception {
    try (TestServer server = start("client: {maxAge: 1s}\n");
        TestClient client = server.client()) {
      client.connect();
      assertThat(client.closed()).isEqualTo("3011 force reconnect");
    }
  }

  @Test
  void pingsComeAndAClientThatDoesNotAnswerIsClosed3012() {
    try (TestServer server = start("client: {pingInterval: 2s, pongTimeout: 1500ms}\n");
        TestClient client = server.client()) {
      client.connect();
      assertThat(client.nextRaw()).isEqualTo("{}");
      client.send("{}");
      assertThat(client.nextRaw()).isEqualTo("{}");
      assertThat(client.closed()).isEqualTo("3012 no pong");
    }
  }
}
