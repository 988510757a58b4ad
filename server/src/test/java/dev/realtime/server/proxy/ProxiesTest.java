package dev.realtime.server.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.proxy.ProxyOutcome.Answered;
import dev.realtime.server.proxy.ProxyOutcome.Disconnected;
import dev.realtime.server.proxy.ProxyOutcome.Failed;
import dev.realtime.server.proxy.ProxyOutcome.Refused;
import dev.realtime.server.trace.Span;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions and answers, in the shapes backends for Centrifugo know. */
class ProxiesTest {
  private static final ProxyClient CLIENT =
      new ProxyClient(
          "9336a229",
          "56",
          "websocket",
          false,
          "{\"k\":1}".getBytes(UTF_8),
          Map.of(),
          Map.of(),
          Span.NONE);

  private TestBackend backend;
  private Proxies proxies;

  @BeforeEach
  void start() throws Exception {
    backend = new TestBackend();
    proxies = new Proxies(BackendHttp.create(null), new SimpleMeterRegistry());
    configure(backend.settings());
  }

  @AfterEach
  void stop() {
    proxies.close();
    backend.close();
  }

  private void configure(ProxySettings settings) {
    proxies.configure(
        Arrays.stream(ProxyKind.values())
            .map(kind -> Proxies.Definition.of(kind, settings))
            .toList());
  }

  @Test
  void asksWhoAClientIs() {
    backend.answer =
        body ->
            """
            {"result":{"user":"56","expire_at":1565436268,"info":{"name": "Ada"},
              "b64data":"AQI=","meta":{"role":"x"},"channels":["a"],
              "subs":{"b":{"data":{"n":1.50},"override":{"presence":{"value":true}}}}}}
            """;
    ConnectAnswer answer =
        answered(
            proxies.connect(CLIENT, "js", "1.0", "{\"t\": 1}".getBytes(UTF_8), List.of("a", "c")));
    assertThat(backend.last().method()).isEqualTo("POST");
    assertThat(backend.last().header("Content-type")).isEqualTo("application/json");
    assertThat(backend.last().body())
        .isEqualTo(
            "{\"client\":\"9336a229\",\"transport\":\"websocket\",\"protocol\":\"json\","
                + "\"encoding\":\"json\",\"name\":\"js\",\"version\":\"1.0\","
                + "\"channels\":[\"a\",\"c\"],\"data\":{\"t\": 1}}");
    assertThat(answer.user()).isEqualTo("56");
    assertThat(answer.expireAt()).isEqualTo(1565436268);
    assertThat(answer.info()).asString(UTF_8).isEqualTo("{\"name\": \"Ada\"}");
    assertThat(answer.data()).containsExactly(1, 2);
    assertThat(answer.meta()).asString(UTF_8).isEqualTo("{\"role\":\"x\"}");
    assertThat(answer.channels()).containsExactly("a");
    SubscribeOptions options = answer.subscriptions().get("b");
    assertThat(options.data()).asString(UTF_8).isEqualTo("{\"n\":1.50}");
    assertThat(options.overrides().presence()).isTrue();
  }

  @Test
  void asksForAMinimumFirst() {
    backend.answer = body -> "{\"result\":{\"user\":\"\"}}";
    assertThat(answered(proxies.connect(CLIENT, "", "", null, List.of())).user()).isEmpty();
    assertThat(backend.last().body())
        .isEqualTo(
            "{\"client\":\"9336a229\",\"transport\":\"websocket\",\"protocol\":\"json\","
                + "\"encoding\":\"json\"}");
  }

  @Test
  void asksWhetherAConnectionMayGoOn() {
    backend.answer = body -> "{\"result\":{\"expire_at\":5,\"info\":{}}}";
    RefreshAnswer answer = answered(proxies.refresh(CLIENT));
    assertThat(backend.last().body())
        .isEqualTo(
            "{\"client\":\"9336a229\",\"transport\":\"websocket\",\"protocol\":\"json\","
                + "\"encoding\":\"json\",\"user\":\"56\"}");
    assertThat(answer.expireAt()).isEqualTo(5);
    assertThat(answer.expired()).isFalse();
    assertThat(answer.info()).asString(UTF_8).isEqualTo("{}");
    backend.answer = body -> "{\"result\":{\"expired\":true}}";
    assertThat(answered(proxies.refresh(CLIENT)).expired()).isTrue();
  }

  @Test
  void asksWhetherAClientMaySubscribe() {
    backend.answer =
        body -> "{\"result\":{\"info\":{\"i\":1},\"data\":[],\"expire_at\":7,\"unknown\":{}}}";
    SubscribeAnswer answer =
        answered(proxies.subscribe("subscribe", CLIENT, "chat:index", "{}".getBytes(UTF_8)));
    assertThat(backend.last().body())
        .endsWith("\"user\":\"56\",\"channel\":\"chat:index\",\"data\":{}}");
    assertThat(answer.expireAt()).isEqualTo(7);
    assertThat(answer.options().info()).asString(UTF_8).isEqualTo("{\"i\":1}");
    assertThat(answer.options().data()).asString(UTF_8).isEqualTo("[]");
  }

  @Test
  void asksWhetherASubscriptionMayGoOn() {
    backend.answer = body -> "{\"result\":{\"expire_at\":8}}";
    assertThat(answered(proxies.subRefresh("sub_refresh", CLIENT, "chat:index")).expireAt())
        .isEqualTo(8);
    assertThat(backend.last().body()).endsWith("\"user\":\"56\",\"channel\":\"chat:index\"}");
  }

  @Test
  void asksWhatAClientMayPublish() {
    backend.answer =
        body ->
            """
            {"result":{"data":{"clean":true},"skip_history":true,"tags":{"a":"b"},
              "idempotency_key":"k","delta":true,"version":18446744073,"version_epoch":"e"}}
            """;
    PublishAnswer answer =
        answered(proxies.publish("publish", CLIENT, "chat:index", "{\"input\":1}".getBytes(UTF_8)));
    assertThat(backend.last().body())
        .endsWith("\"user\":\"56\",\"channel\":\"chat:index\",\"data\":{\"input\":1}}");
    assertThat(answer.data()).asString(UTF_8).isEqualTo("{\"clean\":true}");
    assertThat(answer)
        .extracting(
            PublishAnswer::skipHistory,
            PublishAnswer::tags,
            PublishAnswer::idempotencyKey,
            PublishAnswer::delta,
            PublishAnswer::version,
            PublishAnswer::versionEpoch)
        .containsExactly(true, Map.of("a", "b"), "k", true, 18446744073L, "e");
    backend.answer = body -> "{\"result\":{}}";
    assertThat(answered(proxies.publish("publish", CLIENT, "c", "1".getBytes(UTF_8))).data())
        .isNull();
  }

  @Test
  void callsTheApplication() {
    backend.answer = body -> "{\"result\":{\"data\":{\"answer\":\"2019\"}}}";
    RpcAnswer answer =
        answered(proxies.rpc("rpc", CLIENT, "getCurrentPrice", "{\"id\":12}".getBytes(UTF_8)));
    assertThat(backend.last().body())
        .endsWith("\"user\":\"56\",\"method\":\"getCurrentPrice\",\"data\":{\"id\":12}}");
    assertThat(answer.data()).asString(UTF_8).isEqualTo("{\"answer\":\"2019\"}");
  }

  @Test
  void passesTheBackendsErrorsAndDisconnectsOn() {
    backend.answer = body -> "{\"error\":{\"code\":1000,\"message\":\"custom error\"}}";
    assertThat(rpc()).isEqualTo(new Refused<>(1000, "custom error", false));
    backend.answer = body -> "{\"error\":{\"code\":429,\"temporary\":true},\"result\":null}";
    assertThat(rpc()).isEqualTo(new Refused<>(429, "", true));
    backend.answer =
        body -> "{\"disconnect\":{\"code\":4500,\"reason\":\"go away\"},\"error\":{\"code\":1}}";
    assertThat(rpc()).isEqualTo(new Disconnected<>(4500, "go away"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "<html>hello</html>",
        "{\"result\":null}",
        "{\"result\":[]}",
        "{\"result\":{\"data\":",
        "{\"error\":{}}",
        "{\"error\":{\"code\":5000}}",
        "{\"error\":{\"code\":\"403\"}}",
        "{\"disconnect\":{\"code\":1000}}",
        "{\"disconnect\":{\"code\":4500,\"reason\":\"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123\"}}"
      })
  void anAnswerThatSaysNothingIsNoConsent(String answer) {
    backend.answer = body -> answer;
    assertThat(join(proxies.subscribe("subscribe", CLIENT, "c", null)))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.failure()).isEqualTo(ProxyFailure.BAD_ANSWER));
  }

  @Test
  void aStatusIsAFailureUnlessTheSettingsKnowBetter() {
    backend.status = 500;
    assertThat(rpc()).isEqualTo(new Failed<>(ProxyFailure.STATUS, "status 500"));
    configure(
        with(
            backend.settings(),
            Map.of(
                403,
                new ProxySettings.StatusRefusal.ToError(403, "permission denied", false),
                404,
                new ProxySettings.StatusRefusal.ToDisconnect(4904, "not found"))));
    backend.status = 403;
    assertThat(rpc()).isEqualTo(new Refused<>(403, "permission denied", false));
    backend.status = 404;
    assertThat(rpc()).isEqualTo(new Disconnected<>(4904, "not found"));
    backend.status = 302;
    assertThat(rpc()).isEqualTo(new Failed<>(ProxyFailure.STATUS, "status 302"));
  }

  @Test
  void passesAllowedHeadersOnAndNoOthers() {
    ProxySettings plain = backend.settings();
    configure(
        new ProxySettings(
            plain.endpoint(),
            plain.timeout(),
            List.of("Cookie", "Authorization"),
            List.of("authorization", "X-Tenant"),
            Map.of("X-Static", "s", "X-Tenant", "default"),
            true,
            false,
            10,
            plain.circuit(),
            plain.cache(),
            Map.of()));
    ProxyClient client =
        new ProxyClient(
            "id",
            "u",
            "sse",
            false,
            "{\"m\": 1}".getBytes(UTF_8),
            Map.of("cookie", "a=b", "x-user-id", "forged", "authorization", "real"),
            Map.of("authorization", "claimed", "x-tenant", "acme\r\nx-user-id: root"),
            Span.NONE);
    assertThat(join(proxies.refresh(client))).isInstanceOf(Answered.class);
    assertThat(backend.last().header("Cookie")).isEqualTo("a=b");
    assertThat(backend.last().header("Authorization")).isEqualTo("real");
    assertThat(backend.last().header("X-static")).isEqualTo("s");
    assertThat(backend.last().header("X-tenant")).as("value with a line end").isEqualTo("default");
    assertThat(backend.last().headers()).doesNotContainKey("X-user-id");
    assertThat(backend.last().body()).endsWith("\"user\":\"u\",\"meta\":{\"m\": 1}}");
  }

  @Test
  void binaryPayloadsNeedBase64() {
    ProxyClient protobuf =
        new ProxyClient("id", "u", "websocket", true, null, Map.of(), Map.of(), Span.NONE);
    byte[] bytes = {1, 2, (byte) 0xff};
    assertThat(join(proxies.rpc("rpc", protobuf, "m", bytes)))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.failure()).isEqualTo(ProxyFailure.NOT_JSON));
    assertThat(backend.requests).isEmpty();
    assertThat(join(proxies.rpc("rpc", protobuf, "m", "{}".getBytes(UTF_8))))
        .isInstanceOf(Answered.class);
    assertThat(backend.last().body())
        .contains("\"protocol\":\"protobuf\",\"encoding\":\"binary\"")
        .endsWith("\"data\":{}}");
    ProxySettings plain = backend.settings();
    configure(
        new ProxySettings(
            plain.endpoint(),
            plain.timeout(),
            List.of(),
            List.of(),
            Map.of(),
            false,
            true,
            10,
            plain.circuit(),
            plain.cache(),
            Map.of()));
    assertThat(join(proxies.rpc("rpc", protobuf, "m", bytes))).isInstanceOf(Answered.class);
    assertThat(backend.last().body()).endsWith("\"method\":\"m\",\"b64data\":\"AQL/\"}");
  }

  @Test
  void settingsRefuseWhatCannotBe() {
    ProxySettings plain = backend.settings();
    assertThatThrownBy(() -> ProxySettings.of(URI.create("grpc://x")))
        .hasMessageContaining("grpc://x");
    for (String header : List.of("Host", "content-length", "Transfer-Encoding", "a b", "")) {
      assertThatThrownBy(
              () ->
                  new ProxySettings(
                      plain.endpoint(),
                      plain.timeout(),
                      List.of(header),
                      List.of(),
                      Map.of(),
                      false,
                      false,
                      1,
                      plain.circuit(),
                      plain.cache(),
                      Map.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () ->
                proxies.configure(
                    List.of(
                        Proxies.Definition.of(ProxyKind.RPC, plain),
                        Proxies.Definition.of(ProxyKind.RPC, plain))))
        .hasMessageContaining("'rpc'");
  }

  private static ProxySettings with(
      ProxySettings plain, Map<Integer, ProxySettings.StatusRefusal> refusals) {
    return new ProxySettings(
        plain.endpoint(),
        plain.timeout(),
        plain.headers(),
        plain.emulatedHeaders(),
        plain.staticHeaders(),
        plain.includeMeta(),
        plain.binary(),
        plain.concurrency(),
        plain.circuit(),
        plain.cache(),
        refusals);
  }

  private ProxyOutcome<RpcAnswer> rpc() {
    return join(proxies.rpc("rpc", CLIENT, "m", null));
  }

  private static <T> T answered(CompletionStage<ProxyOutcome<T>> stage) {
    return ((Answered<T>) join(stage)).answer();
  }

  private static <T> ProxyOutcome<T> join(CompletionStage<ProxyOutcome<T>> stage) {
    return stage.toCompletableFuture().join();
  }
}
