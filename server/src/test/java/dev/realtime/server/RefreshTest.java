package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expiry and renewal of connections and subscriptions, command by command. */
@Execution(ExecutionMode.CONCURRENT)
class RefreshTest {
  /** Long enough for a connect on a slow machine, short enough to wait for. */
  private static final int SHORT = 4;

  private static final int LONG = 3600;

  @TempDir static Path directory;
  private static TestTokens tokens;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    tokens = new TestTokens(directory);
    server =
        TestServer.start(
            directory,
            """
            auth: {hmacSecretFile: %s, refreshGrace: 1s}
            api: {insecure: true}
            channels: {presence: true, joinLeave: true}
            """
                .formatted(tokens.secretFile()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static TestClient connected(int expiresInSeconds) {
    TestClient client = server.client();
    client.send(connect(tokens.connection("ann", expiresInSeconds)));
    assertThat(client.next()).contains("\"connect\"", "\"expires\":true", "\"ttl\":");
    return client;
  }

  private static String connect(String token) {
    return "{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}";
  }

  private static String refresh(String token) {
    return "{\"id\":2,\"refresh\":{\"token\":\"" + token + "\"}}";
  }

  private static String subscribe(String channel, String token) {
    return "{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\",\"token\":\"" + token + "\"}}";
  }

  private static String subRefresh(String channel, String token) {
    return "{\"id\":3,\"sub_refresh\":{\"channel\":\""
        + channel
        + "\",\"token\":\""
        + token
        + "\"}}";
  }

  @Test
  void aConnectionRenewedInPlaceOutlivesItsFirstTokenAndOneThatIsNotIsClosed3005() {
    try (TestClient renewed = connected(SHORT);
        TestClient idle = connected(SHORT)) {
      renewed.send(refresh(tokens.connection("ann", LONG)));
      assertThat(renewed.next())
          .containsPattern(
              "\"id\":2,\"refresh\":\\{\"client\":\"[-0-9a-f]{36}\",\"version\":\"development\","
                  + "\"expires\":true,\"ttl\":3[0-9]{3}}");
      assertThat(idle.closed()).isEqualTo("3005 connection expired");
      renewed.send("{\"id\":3,\"unsubscribe\":{\"channel\":\"x\"}}");
      assertThat(renewed.next()).isEqualTo("{\"id\":3,\"unsubscribe\":{}}");
    }
  }

  @Test
  void aConnectionThatKeepsRenewingASubscriptionExpiresAllTheSame() {
    try (TestClient client = connected(SHORT)) {
      String token = tokens.subscription("ann", "busy", LONG);
      client.send(subscribe("busy", token));
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(200))
          .ignoreExceptions() // it may be closed while it sends
          .until(() -> !client.isOpen() || !client.send(subRefresh("busy", token)).isOpen());
      assertThat(client.closed()).isEqualTo("3005 connection expired");
    }
  }

  @Test
  void aTokenThatLeewayLetsInIsGivenThatTimeToBeRenewed() throws Exception {
    try (TestServer lenient =
            TestServer.start(
                Files.createDirectories(directory.resolve("lenient")),
                "auth: {hmacSecretFile: %s, refreshGrace: 1s, leeway: 1m}"
                    .formatted(tokens.secretFile()));
        TestClient client = lenient.client()) {
      client.send(connect(tokens.connection("ann", -5)));
      assertThat(client.next()).contains("\"connect\"", "\"ttl\":1");
      // Longer than the grace, and than it takes to look.
      await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(20)).until(client::isOpen);
      client.send(refresh(tokens.connection("ann", LONG)));
      assertThat(client.next()).contains("\"refresh\"");
    }
  }

  @Test
  void anExpiredTokenDoesNotConnectAndIsToldByItsCode() {
    try (TestClient client = server.client()) {
      client.send(connect(tokens.connection("ann", -60)));
      assertThat(client.next())
          .isEqualTo("{\"id\":1,\"error\":{\"code\":109,\"message\":\"token expired\"}}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "an expired token,        3005 connection expired",
    "another user's token,    3500 invalid token",
    "what is no token,        3500 invalid token",
    "nothing,                 3501 bad request"
  })
  void aRefreshWith(String what, String close) {
    String token =
        switch (what) {
          case "an expired token" -> tokens.connection("ann", -60);
          case "another user's token" -> tokens.connection("bob", LONG);
          case "what is no token" -> "no.token.really";
          default -> "";
        };
    try (TestClient client = connected(LONG)) {
      client.send(refresh(token));
      assertThat(client.closed()).isEqualTo(close);
    }
  }

  @Test
  void aSubscriptionRenewedInPlaceOutlivesItsFirstTokenAndOneThatIsNotEndsWith2501() {
    try (TestClient client = connected(LONG)) {
      client.send(subscribe("$renewed", tokens.subscription("ann", "$renewed", SHORT)));
      assertThat(client.next()).contains("\"expires\":true", "\"ttl\":");
      client.send(subRefresh("$renewed", tokens.subscription("ann", "$renewed", LONG)));
      assertThat(client.next())
          .containsPattern("\"id\":3,\"sub_refresh\":\\{\"expires\":true,\"ttl\":3[0-9]{3}}");
      client.send(subscribe("$idle", tokens.subscription("ann", "$idle", SHORT)));
      assertThat(client.next()).contains("\"expires\":true");
      assertThat(client.next())
          .isEqualTo(
              "{\"push\":{\"channel\":\"$idle\",\"unsubscribe\":{\"code\":2501,\"reason\":"
                  + "\"subscription expired\"}}}");
      client.send(subRefresh("$renewed", tokens.subscription("ann", "$renewed", LONG)));
      assertThat(client.next()).contains("\"sub_refresh\"");
    }
  }

  @Test
  void aSubscriptionRenewedWithAnExpiredTokenEndsInsteadOfLivingForEver() {
    try (TestClient client = connected(LONG)) {
      client.send(subscribe("$late", tokens.subscription("ann", "$late", LONG)));
      assertThat(client.next()).contains("\"subscribe\"");
      client.send(subRefresh("$late", tokens.subscription("ann", "$late", -60)));
      assertThat(client.next()).contains("\"channel\":\"$late\",\"unsubscribe\":{\"code\":2501");
      assertThat(client.next()).contains("\"id\":3,\"error\":{\"code\":109");
    }
  }

  @Test
  void aSubscriptionRefreshThatFitsNothingIsAnsweredOrClosed() {
    try (TestClient client = connected(LONG)) {
      client.send(subRefresh("$none", tokens.subscription("ann", "$none", LONG)));
      assertThat(client.next()).contains("\"error\":{\"code\":103");
      client.send(subscribe("$mine", tokens.subscription("ann", "$mine", LONG)));
      assertThat(client.next()).contains("\"subscribe\"");
      client.send(subRefresh("$mine", ""));
      assertThat(client.next()).contains("\"error\":{\"code\":107");
      client.send(subRefresh("$mine", tokens.subscription("bob", "$mine", LONG)));
      assertThat(client.closed()).isEqualTo("3500 invalid token");
    }
  }

  @Test
  void aUnidirectionalClientIsPresentUntilItsTokenExpires() throws Exception {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/connection/uni_websocket");
    try (TestClient client = TestClient.open(uri)) {
      client.send("{\"token\":\"" + tokens.connection("ann", SHORT, "uni") + "\"}");
      String id = TestClient.idIn(client.next());
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(presence()).contains(id, "\"user\":\"ann\""));
      assertThat(client.closed()).isEqualTo("3005 connection expired");
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(presence()).isEqualTo("{\"result\":{\"presence\":{}}}"));
    }
  }

  private static String presence() throws Exception {
    return server.post("/api/presence", "{\"channel\":\"uni\"}").body();
  }
}
