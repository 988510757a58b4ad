package dev.realtime.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.auth.ApiKeys;
import dev.realtime.server.broker.BrokerOverloadedException;
import dev.realtime.server.broker.BrokerUnavailableException;
import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.trace.Tracing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API's shapes and codes; every answer is also held against the OpenAPI description. */
class ApiHandlerTest {
  private static final String KEY = "key-of-the-test";

  @TempDir Path dir;
  private final BrokerBackend backend = new BrokerBackend();
  private final List<String> calls = new ArrayList<>();
  private ApiSettings settings;
  private ApiHandler api;
  private OpenApiValidator description;

  @BeforeEach
  void start() throws Exception {
    Path file = Files.writeString(dir.resolve("key"), KEY);
    settings = new ApiSettings(ApiKeys.load(file, null), false, 100_000, false);
    api =
        new ApiHandler(
            backend,
            () -> settings,
            (method, error, nanos) -> calls.add(method + " " + error),
            Tracing.OFF);
    description = new OpenApiValidator(respond("GET", "/api/openapi.json", Map.of(), "").body());
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  @Test
  void publishesAndTellsThePlaceInTheStream() {
    assertThat(call("publish", "{\"channel\":\"a\",\"data\":{\"x\": 1}}"))
        .matches("\\{\"result\":\\{\"offset\":1,\"epoch\":\"[a-zA-Z]+\"}}");
    assertThat(call("publish", "{\"channel\":\"a\",\"data\":null,\"b64data\":\"eyJ5IjoxfQ==\"}"))
        .contains("\"offset\":2");
    assertThat(call("publish", "{\"channel\":\"a\",\"data\":0,\"skip_history\":true}"))
        .isEqualTo("{\"result\":{}}");
    assertThat(call("history", "{\"channel\":\"a\",\"limit\":-1}"))
        .contains("\"data\":{\"x\": 1}", "\"data\":{\"y\":1}")
        .doesNotContain("\"data\":0");
    assertThat(calls).containsExactly("publish 0", "publish 0", "publish 0", "history 0");
  }

  @Test
  void aBroadcastToManyChannelsKeepsWithinWhatTheBrokerTakes() {
    backend.places = BroadcastMethod.AT_ONCE;
    String channels =
        IntStream.range(0, 2000).mapToObj(i -> "\"c" + i + "\"").collect(Collectors.joining(","));
    assertThat(call("broadcast", "{\"channels\":[" + channels + "],\"data\":1}"))
        .doesNotContain("\"error\"")
        .contains("\"offset\":1");
  }

  @Test
  void aParallelBatchKeepsWithinWhatTheBrokerTakes() {
    backend.places = BroadcastMethod.AT_ONCE;
    String publish = "{\"publish\":{\"channel\":\"a\",\"data\":1}}";
    String commands = String.join(",", Collections.nCopies(2000, publish));
    assertThat(call("batch", "{\"parallel\":true,\"commands\":[" + commands + "]}"))
        .doesNotContain("\"error\"")
        .contains("\"offset\":2000,");
  }

  @Test
  void aLongBodyIsForWhoeverSendsAKeyThatIsAccepted() {
    assertThat(api.admits(name -> name.equals("x-api-key") ? KEY : null)).isTrue();
    assertThat(api.admits(name -> name.equals("authorization") ? "apikey " + KEY : null)).isTrue();
    assertThat(api.admits(name -> name.equals("x-api-key") ? KEY + "x" : null)).isFalse();
    assertThat(api.admits(_ -> null)).isFalse();
    assertThat(api.maxBody()).isEqualTo(100_000);
  }

  @Test
  void aPublicationWithAKnownKeyIsMadeOnce() {
    String request = "{\"channel\":\"a\",\"data\":1,\"idempotency_key\":\"k\"}";
    String first = call("publish", request);
    assertThat(call("publish", request)).isEqualTo(first).contains("\"offset\":1");
  }

  @Test
  void anOlderVersionIsNotPublished() {
    call("publish", "{\"channel\":\"a\",\"data\":2,\"version\":2,\"version_epoch\":\"e\"}");
    call("publish", "{\"channel\":\"a\",\"data\":1,\"version\":1,\"version_epoch\":\"e\"}");
    assertThat(call("history", "{\"channel\":\"a\",\"limit\":10}"))
        .contains("\"data\":2", "\"offset\":1}}")
        .doesNotContain("\"data\":1");
  }

  @Test
  void keepsTagsAndPlacesInHistory() {
    call("publish", "{\"channel\":\"a\",\"data\":\"one\",\"tags\":{\"k\":\"v\"}}");
    call("publish", "{\"channel\":\"a\",\"data\":\"two\",\"b64data\":\"/w==\"}");
    String history = call("history", "{\"channel\":\"a\",\"limit\":10}");
    assertThat(history)
        .startsWith("{\"result\":{\"publications\":[{\"data\":\"one\",\"offset\":1,")
        .contains("\"tags\":{\"k\":\"v\"}", "\"b64data\":\"/w==\"");
    String epoch = history.replaceAll("(?s).*\"epoch\":\"([^\"]+)\".*", "$1");
    assertThat(
            call(
                "history",
                "{\"channel\":\"a\",\"limit\":10,\"since\":{\"offset\":1,\"epoch\":\""
                    + epoch
                    + "\"}}"))
        .contains("\"offset\":2")
        .doesNotContain("one");
    assertThat(call("history", "{\"channel\":\"a\",\"limit\":1,\"reverse\":true}"))
        .contains("/w==")
        .doesNotContain("one");
    assertThat(call("history", "{\"channel\":\"a\"}"))
        .isEqualTo("{\"result\":{\"publications\":[],\"epoch\":\"" + epoch + "\",\"offset\":2}}");
    assertThat(call("history_remove", "{\"channel\":\"a\"}")).isEqualTo("{\"result\":{}}");
    assertThat(call("history", "{\"channel\":\"a\",\"limit\":10}"))
        .isEqualTo("{\"result\":{\"publications\":[],\"epoch\":\"" + epoch + "\",\"offset\":2}}");
  }

  @Test
  void broadcastsAndTellsEachOutcome() {
    assertThat(call("broadcast", "{\"channels\":[\"a\",\"unknown:b\",\"c\"],\"data\":{}}"))
        .matches(
            "\\{\"result\":\\{\"responses\":\\[\\{\"result\":\\{\"offset\":1,\"epoch\":\"\\w+\"}},"
                + "\\{\"error\":\\{\"code\":102,\"message\":\"unknown channel\"}},"
                + "\\{\"result\":\\{\"offset\":1,\"epoch\":\"\\w+\"}}]}}");
  }

  @Test
  void tellsWhoIsPresent() {
    backend
        .broker
        .addPresence(
            "a",
            new ClientInfo("42", "c1", "{\"n\": 1}".getBytes(UTF_8), new byte[] {(byte) 0xff}),
            Duration.ofMinutes(1))
        .toCompletableFuture()
        .join();
    assertThat(call("presence", "{\"channel\":\"a\"}"))
        .isEqualTo(
            "{\"result\":{\"presence\":{\"c1\":{\"user\":\"42\",\"client\":\"c1\","
                + "\"conn_info\":{\"n\": 1},\"b64chan_info\":\"/w==\"}}}}");
    assertThat(call("presence_stats", "{\"channel\":\"a\"}"))
        .isEqualTo("{\"result\":{\"num_clients\":1,\"num_users\":1}}");
    assertThat(call("presence", "{\"channel\":\"b\"}")).isEqualTo("{\"result\":{\"presence\":{}}}");
  }

  @Test
  void managesConnectionsOfAUser() {
    assertThat(
            call(
                "subscribe",
                "{\"user\":\"42\",\"channel\":\"a\",\"client\":\"c\",\"info\":{\"i\":1},"
                    + "\"data\":[1],\"override\":{\"presence\":{\"value\":true}},"
                    + "\"recover_since\":{\"offset\":3,\"epoch\":\"e\"}}"))
        .isEqualTo("{\"result\":{}}");
    call("unsubscribe", "{\"user\":\"42\",\"channel\":\"a\",\"session\":\"s\"}");
    call("disconnect", "{\"user\":\"42\"}");
    call(
        "disconnect",
        "{\"user\":\"\",\"whitelist\":[\"x\"],\"disconnect\":{\"code\":4100,\"reason\":\"why\"}}");
    call("refresh", "{\"user\":\"42\",\"expire_at\":1900000000}");
    call("refresh", "{\"user\":\"42\",\"expired\":true}");
    assertThat(backend.asked)
        .containsExactly(
            "subscribe Target[user=42, client=c, session=] a {\"i\":1} [1] true"
                + " StreamPosition[offset=3, epoch=e]",
            "unsubscribe Target[user=42, client=, session=s] a",
            "disconnect Target[user=42, client=, session=] []"
                + " Disconnect[code=3503, reason=force disconnect]",
            "disconnect Target[user=, client=, session=] [x] Disconnect[code=4100, reason=why]",
            "refresh Target[user=42, client=, session=] false 1900000000",
            "refresh Target[user=42, client=, session=] true 0");
  }

  @Test
  void listsChannelsByPages() {
    backend.channels.putAll(Map.of("a", 1, "b", 2, "c", 3));
    assertThat(call("channels", "{}"))
        .isEqualTo(
            "{\"result\":{\"channels\":{\"a\":{\"num_clients\":1},\"b\":{\"num_clients\":2},"
                + "\"c\":{\"num_clients\":3}}}}");
    assertThat(call("channels", "{\"limit\":2,\"pattern\":\"*\"}"))
        .isEqualTo(
            "{\"result\":{\"channels\":{\"a\":{\"num_clients\":1},\"b\":{\"num_clients\":2}},"
                + "\"next_cursor\":\"b\"}}");
    assertThat(call("channels", "{\"limit\":2,\"cursor\":\"b\"}"))
        .isEqualTo("{\"result\":{\"channels\":{\"c\":{\"num_clients\":3}}}}");
    assertThat(backend.asked).contains("channels *");
  }

  @Test
  void tellsOfNodesAndAnswersCalls() {
    assertThat(call("info", ""))
        .isEqualTo(
            "{\"result\":{\"nodes\":[{\"uid\":\"uid\",\"name\":\"pod-0\",\"version\":\"1.0\","
                + "\"num_clients\":3,\"num_users\":2,\"num_subs\":5,\"num_channels\":4,"
                + "\"uptime\":60}]}}");
    assertThat(call("rpc", "{\"method\":\"echo\",\"params\":{\"a\": 1}}"))
        .isEqualTo("{\"result\":{\"data\":{\"a\": 1}}}");
    assertThat(call("rpc", "{\"method\":\"other\"}"))
        .isEqualTo("{\"error\":{\"code\":104,\"message\":\"method not found\"}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "true"})
  void runsManyCallsInOneRequest(String parallel) {
    assertThat(
            call(
                "batch",
                "{\"parallel\":"
                    + parallel
                    + ",\"commands\":[{\"publish\":{\"channel\":\"a\",\"data\":1}},"
                    + "{\"publish\":{\"channel\":\"unknown:b\",\"data\":1}},{},"
                    + "{\"nonsense\":{}},{\"publish\":{}},{\"presence_stats\":{\"channel\":\"a\"}},"
                    + "{\"batch\":{\"commands\":[]}}]}"))
        .matches(
            "\\{\"replies\":\\[\\{\"publish\":\\{\"offset\":1,\"epoch\":\"\\w+\"}},"
                + "\\{\"error\":\\{\"code\":102,\"message\":\"unknown channel\"}},"
                + "\\{\"error\":\\{\"code\":104,\"message\":\"method not found\"}},"
                + "\\{\"error\":\\{\"code\":104,\"message\":\"method not found\"}},"
                + "\\{\"error\":\\{\"code\":107,\"message\":\"bad request: channel is missing\"}},"
                + "\\{\"presence_stats\":\\{\"num_clients\":0,\"num_users\":0}},"
                + "\\{\"error\":\\{\"code\":104,\"message\":\"method not found\"}}]}");
  }

  @Test
  void aLongBatchEndsInOrder() {
    StringBuilder commands = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      commands.append(i == 0 ? "" : ",").append("{\"publish\":{\"channel\":\"a\",\"data\":1}}");
    }
    String replies = call("batch", "{\"commands\":[" + commands + "]}");
    assertThat(replies).contains("\"offset\":1,", "\"offset\":2000,");
    assertThat(replies.indexOf("\"offset\":1999,")).isLessThan(replies.indexOf("\"offset\":2000,"));
  }

  @Test
  void takesTheOlderFormWithMethodAndParams() {
    assertThat(call("", "{\"method\":\"rpc\",\"params\":{\"method\":\"echo\",\"params\":1}}"))
        .isEqualTo("{\"result\":{\"data\":1}}");
    assertThat(body(respond("POST", "/api", keyed(), "{\"method\":\"info\"}")))
        .contains("\"nodes\"");
    assertThat(respond("POST", "/api/", keyed(), "{}").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "publish|{}|107",
        "publish|{\"channel\":\"\",\"data\":1}|107",
        "publish|{\"channel\":\"a\"}|107",
        "publish|{\"channel\":1,\"data\":1}|107",
        "publish|{\"channel\":\"a\",\"b64data\":\"%\"}|107",
        "publish|{\"channel\":\"a\",\"data\":1,\"version\":-1}|107",
        "publish|{\"channel\":\"a\",\"data\":1,\"tags\":{\"a\":1}}|107",
        "publish|{\"channel\":\"a\",\"channel\":\"b\",\"data\":1}|107",
        "publish|{\"channel\":\"a\",\"data\":|107",
        "publish|[]|107",
        "broadcast|{\"data\":1}|107",
        "subscribe|{\"channel\":\"a\"}|107",
        "subscribe|{\"user\":\"a\"}|107",
        "unsubscribe|{\"user\":\"a\"}|107",
        "disconnect|{}|107",
        "disconnect|{\"user\":\"a\",\"disconnect\":{\"code\":1000}}|107",
        "refresh|{\"expire_at\":1}|107",
        "presence|{}|107",
        "history|{\"channel\":\"a\",\"limit\":-2}|107",
        "channels|{\"limit\":0}|107",
        "rpc|{}|107",
        "publish|{\"channel\":\"unknown:a\",\"data\":1}|102",
        "presence|{\"channel\":\"unknown:a\"}|102",
        "batch|{\"commands\":{}}|107",
      })
  void tellsErrorsInTheBody(String method, String request, int code) {
    ApiResponse response = respond("POST", "/api/" + method, keyed(), request);
    assertThat(response.status()).isEqualTo(200);
    assertThat(body(response)).startsWith("{\"error\":{\"code\":" + code + ",");
    description.assertAnswer(method, body(response));
    ApiResponse byStatus =
        respond(
            "POST",
            "/api/" + method,
            Map.of("x-api-key", KEY, "x-centrifugo-error-mode", "transport"),
            request);
    assertThat(byStatus.status()).isEqualTo(code == 102 ? 404 : 400);
    description.assertComponent("Error", body(byStatus));
    if (code == 107 && request.endsWith("}") && !request.contains("\"channel\":\"b\"")) {
      assertThat(description.isRequest(method, request))
          .as("the description refuses it too, but for base64, which it only annotates")
          .isEqualTo(request.contains("%"));
    }
  }

  @Test
  void tellsABrokerInTroubleByTemporaryCodes() {
    backend.failure = new BrokerUnavailableException("down");
    assertThat(call("publish", "{\"channel\":\"a\",\"data\":1}"))
        .isEqualTo("{\"error\":{\"code\":100,\"message\":\"internal server error\"}}");
    backend.failure = new BrokerOverloadedException("full");
    assertThat(call("publish", "{\"channel\":\"a\",\"data\":1}"))
        .isEqualTo("{\"error\":{\"code\":111,\"message\":\"too many requests\"}}");
    settings = new ApiSettings(settings.keys(), false, 100_000, true);
    assertThat(respond("POST", "/api/presence", keyed(), "{\"channel\":\"a\"}").status())
        .isEqualTo(429);
    backend.failure = new IllegalStateException("a defect, whose words stay inside");
    ApiResponse response = respond("POST", "/api/presence", keyed(), "{\"channel\":\"a\"}");
    assertThat(response.status()).isEqualTo(500);
    assertThat(body(response)).doesNotContain("defect");
  }

  @Test
  void letsNobodyInWithoutTheKey() {
    for (Map<String, String> headers :
        List.of(
            Map.<String, String>of(),
            Map.of("x-api-key", ""),
            Map.of("x-api-key", KEY + "x"),
            Map.of("authorization", "Bearer " + KEY),
            Map.of("authorization", KEY),
            Map.of("x-api-key", "wrong", "authorization", "apikey " + KEY))) {
      ApiResponse response = respond("POST", "/api/info", headers, "{}");
      assertThat(response.status()).as(headers.toString()).isEqualTo(401);
      description.assertComponent("ErrorAnswer", body(response));
    }
    assertThat(
            respond("POST", "/api/info", Map.of("authorization", "apikey " + KEY), "{}").status())
        .isEqualTo(200);
    assertThat(
            respond("POST", "/api/info", Map.of("Authorization", "ApiKey " + KEY), "{}").status())
        .isEqualTo(200);
  }

  @Test
  void withoutAnyKeyOnlyTheInsecureModeAnswers() throws Exception {
    settings = new ApiSettings(ApiKeys.load(null, null), false, 1000, false);
    assertThat(respond("POST", "/api/info", Map.of("x-api-key", ""), "{}").status()).isEqualTo(401);
    settings = new ApiSettings(settings.keys(), true, 1000, false);
    assertThat(respond("POST", "/api/info", Map.of(), "{}").status()).isEqualTo(200);
  }

  @Test
  void hasAnHttpStatusForWhatIsNoCall() {
    assertThat(respond("GET", "/api/publish", keyed(), "").status()).isEqualTo(405);
    assertThat(respond("GET", "/api/publish", keyed(), "").headers())
        .containsEntry("Allow", "POST");
    assertThat(respond("POST", "/api/openapi.json", keyed(), "").status()).isEqualTo(405);
    for (String path :
        List.of("/api/nothing", "/api/publish/", "/api/../publish", "/api//publish")) {
      assertThat(respond("POST", path, keyed(), "{}").status()).as(path).isEqualTo(404);
    }
    assertThat(respond("POST", "/api/publish", keyed(), " ".repeat(100_001)).status())
        .isEqualTo(413);
    assertThat(calls)
        .as("unknown paths share one name")
        .containsOnly("publish 107", "unknown 107", "unknown 104");
  }

  @Test
  void itsDescriptionNamesEveryMethodAndNoOther() {
    List<String> described = new ArrayList<>();
    description.document.get("paths").fieldNames().forEachRemaining(described::add);
    List<String> methods =
        new ArrayList<>(new ApiMethods(backend).names().stream().map("/api/"::concat).toList());
    methods.add("/api/batch");
    assertThat(described).containsExactlyInAnyOrderElementsOf(methods);
    assertThat(description.document.get("openapi").asText()).isEqualTo("3.1.0");
  }

  private String call(String method, String request) {
    if (!method.isEmpty() && !request.isEmpty()) {
      if (!method.equals("batch")) {
        description.assertRequest(method, request);
      }
    }
    ApiResponse response = respond("POST", "/api/" + method, keyed(), request);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.contentType()).isEqualTo("application/json");
    if (!method.isEmpty()) {
      description.assertAnswer(method, body(response));
    }
    return body(response);
  }

  private static Map<String, String> keyed() {
    return Map.of("x-api-key", KEY);
  }

  private ApiResponse respond(
      String method, String path, Map<String, String> headers, String body) {
    Map<String, String> lower = new HashMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return api.handle(
            new ApiRequest(
                method,
                path,
                name -> lower.get(name.toLowerCase(Locale.ROOT)),
                body.getBytes(UTF_8)))
        .toCompletableFuture()
        .join();
  }

  private static String body(ApiResponse response) {
    return new String(response.body(), UTF_8);
  }
}
