package dev.realtime.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import com.sun.net.httpserver.HttpServer;
import dev.realtime.server.auth.TokenOutcome.Invalid;
import dev.realtime.server.auth.TokenOutcome.Unavailable;
import dev.realtime.server.auth.TokenOutcome.Valid;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JwksKeysTest {
  private static final KeyPair RSA = HandMadeTokens.rsaOf("us");
  private static final KeyPair EC = HandMadeTokens.ec("secp256r1");
  private static final String CLAIMS = "{\"sub\":\"42\"}";

  private final TestClock clock = new TestClock();
  private final AtomicInteger fetches = new AtomicInteger();
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpServer server;
  private volatile String body = "";
  private volatile int status = 200;
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private JwksSettings settings;
  private TokenVerifier verifier;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          fetches.incrementAndGet();
          try {
            gate.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          byte[] bytes = body.getBytes(UTF_8);
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    JwksSettings usual =
        JwksSettings.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys"));
    settings = // a machine under load is no endpoint that hangs
        new JwksSettings(
            usual.endpoint(),
            usual.refreshAfter(),
            usual.expireAfter(),
            usual.minInterval(),
            Duration.ofMinutes(1));
    verifier = verifier(settings);
    body = HandMadeTokens.jwks(HandMadeTokens.jwk("r1", RSA.getPublic(), "\"use\":\"sig\""));
  }

  @AfterEach
  void stop() {
    gate.countDown();
    server.stop(0);
    http.shutdownNow();
  }

  private TokenVerifier verifier(JwksSettings settings) throws Exception {
    return new TokenVerifier(
        TokenRules.DEFAULT,
        FileKeys.load(KeySettings.NONE),
        new JwksKeys(settings, http, clock),
        Runnable::run,
        clock);
  }

  @Test
  void fetchesOnceAndServesFromTheCache() {
    for (int i = 0; i < 10; i++) {
      assertThat(outcome(token("r1", RSA))).isInstanceOf(Valid.class);
    }
    assertThat(fetches).hasValue(1);
  }

  @Test
  void aTokenWithACachedKeyNeverWaits() {
    assertThat(outcome(token("r1", RSA))).isInstanceOf(Valid.class);
    gate = new CountDownLatch(1);
    clock.advance(settings.refreshAfter());
    assertThat(verifier.verifyConnection(token("r1", RSA)).toCompletableFuture()).isDone();
    await().untilAtomic(fetches, is(2));
  }

  @Test
  void aStormOfTokensFetchesOnce() {
    gate = new CountDownLatch(1);
    String token = token("r1", RSA);
    List<CompletableFuture<TokenOutcome<ConnectionClaims>>> waiting = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      waiting.add(verifier.verifyConnection(token).toCompletableFuture());
    }
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    gate.countDown();
    assertThat(waiting).allSatisfy(each -> assertThat(each.join()).isInstanceOf(Valid.class));
    assertThat(fetches).hasValue(1);
  }

  @Test
  void findsARotatedKeyAtOnce() {
    assertThat(outcome(token("r1", RSA))).isInstanceOf(Valid.class);
    body =
        HandMadeTokens.jwks(
            HandMadeTokens.jwk("r1", RSA.getPublic(), ""),
            HandMadeTokens.jwk("e1", EC.getPublic(), "\"alg\":\"ES256\""));
    clock.advance(settings.minInterval());
    assertThat(outcome(HandMadeTokens.signed("ES256", "e1", EC.getPrivate(), CLAIMS)))
        .isInstanceOf(Valid.class);
  }

  @Test
  void aWithdrawnKeyIsOutAfterTheRefresh() {
    assertThat(outcome(token("r1", RSA))).isInstanceOf(Valid.class);
    body = HandMadeTokens.jwks(HandMadeTokens.jwk("e1", EC.getPublic(), ""));
    clock.advance(settings.refreshAfter());
    assertThat(outcome(token("r1", RSA))).isInstanceOf(Valid.class); // while it is refreshed
    clock.advance(settings.minInterval()); // a key that is missing may be asked for at once
    await().untilAsserted(() -> assertThat(outcome(token("r1", RSA))).isInstanceOf(Invalid.class));
  }

  @Test
  void madeUpKeyIdsCauseOneFetchPerInterval() {
    assertThat(outcome(token("r1", RSA))).isInstanceOf(Valid.class);
    for (int i = 0; i < 100; i++) {
      assertThat(outcome(token("made-up-" + i, RSA))).isInstanceOf(Unavailable.class);
    }
    assertThat(fetches).hasValue(1);
    clock.advance(settings.minInterval());
    assertThat(outcome(token("made-up", RSA))).isInstanceOf(Invalid.class);
    assertThat(fetches).hasValue(2);
    clock.advance(settings.minInterval());
    assertThat(outcome(token("made-up", RSA))).isInstanceOf(Invalid.class);
    assertThat(fetches).as("known to be unknown").hasValue(2);
    clock.advance(JwksSettings.UNKNOWN_FOR);
    assertThat(outcome(token("made-up", RSA))).isInstanceOf(Invalid.class);
    assertThat(fetches).as("asked again after a while").hasValue(3);
  }

  @Test
  void bridgesAnOutageUntilTheKeysExpire() {
    assertThat(outcome(token("r1", RSA))).isInstanceOf(Valid.class);
    status = 500;
    clock.advance(settings.expireAfter().minusSeconds(1));
    assertThat(outcome(token("r1", RSA))).isInstanceOf(Valid.class);
    await().untilAtomic(fetches, is(2));
    clock.advance(Duration.ofSeconds(1).plus(settings.minInterval()));
    assertThat(outcome(token("r1", RSA)))
        .isInstanceOfSatisfying(
            Unavailable.class, none -> assertThat(none.reason()).contains("status 500"));
    status = 200;
    clock.advance(settings.minInterval());
    assertThat(outcome(token("r1", RSA))).isInstanceOf(Valid.class);
  }

  @Test
  void anEndpointThatIsDownMakesTokensUnavailableNotInvalid() throws Exception {
    JwksSettings nobody = JwksSettings.of(URI.create("http://127.0.0.1:1/keys"));
    assertThat(verifier(nobody).verifyConnection(token("r1", RSA)).toCompletableFuture().join())
        .isInstanceOf(Unavailable.class);
  }

  @Test
  void anEndpointThatHangsIsGivenUp() throws Exception {
    gate = new CountDownLatch(1);
    JwksSettings hasty =
        new JwksSettings(
            settings.endpoint(),
            settings.refreshAfter(),
            settings.expireAfter(),
            settings.minInterval(),
            Duration.ofMillis(50));
    assertThat(verifier(hasty).verifyConnection(token("r1", RSA)).toCompletableFuture().join())
        .isInstanceOfSatisfying(
            Unavailable.class, none -> assertThat(none.reason()).contains("no answer in time"));
  }

  @Test
  void takesNoSymmetricForeignOrWeakKey() {
    byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    KeyPair weak = HandMadeTokens.rsa(1024);
    body =
        HandMadeTokens.jwks(
            "{\"kty\":\"oct\",\"kid\":\"o\",\"k\":\"" + HandMadeTokens.encode(secret) + "\"}",
            HandMadeTokens.jwk("enc", RSA.getPublic(), "\"use\":\"enc\""),
            HandMadeTokens.jwk("ps", RSA.getPublic(), "\"alg\":\"PS256\""),
            HandMadeTokens.jwk("rs512", RSA.getPublic(), "\"alg\":\"RS512\""),
            HandMadeTokens.jwk("weak", weak.getPublic(), ""),
            "{\"kty\":\"OKP\",\"kid\":\"ed\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
            "{\"kty\":\"future\",\"kid\":\"f\"}",
            HandMadeTokens.jwk("good", RSA.getPublic(), ""));
    assertThat(outcome(token("good", RSA))).isInstanceOf(Valid.class);
    clock.advance(settings.minInterval());
    assertThat(
            outcome(
                HandMadeTokens.hmacWithHeader("{\"alg\":\"HS256\",\"kid\":\"o\"}", secret, CLAIMS)))
        .isInstanceOf(Invalid.class);
    for (String keyId : List.of("enc", "ps", "rs512", "ed")) {
      clock.advance(settings.minInterval());
      assertThat(outcome(token(keyId, RSA))).as(keyId).isInstanceOf(Invalid.class);
    }
    clock.advance(settings.minInterval());
    assertThat(outcome(token("weak", weak))).isInstanceOf(Invalid.class);
  }

  @Test
  void refusesSetsWithoutBounds() {
    body = "{\"keys\":[" + " ".repeat(JwksSettings.MAX_BYTES) + "]}";
    assertThat(outcome(token("r1", RSA))).isInstanceOf(Unavailable.class);
    clock.advance(settings.minInterval());
    String[] many = new String[JwksSettings.MAX_KEYS + 1];
    for (int i = 0; i < many.length; i++) {
      many[i] = HandMadeTokens.jwk("r" + i, RSA.getPublic(), "");
    }
    body = HandMadeTokens.jwks(many);
    assertThat(outcome(token("r1", RSA)))
        .isInstanceOfSatisfying(
            Unavailable.class, none -> assertThat(none.reason()).contains("101 keys"));
  }

  @Test
  void badAnswersAreFailures() {
    for (String bad : List.of("", "<html>", "[]", "{\"keys\":1}", "{\"keys\":[1]}", "{", "null")) {
      body = bad;
      assertThat(outcome(token("r1", RSA))).as(bad).isInstanceOf(Unavailable.class);
      clock.advance(settings.minInterval());
    }
    body = HandMadeTokens.jwks(HandMadeTokens.jwk("r1", RSA.getPublic(), ""));
    assertThat(outcome(token("r1", RSA))).isInstanceOf(Valid.class);
  }

  @Test
  void aSetWithoutAKeyThatCanBeUsedLeavesTheKeysBefore() {
    String nameless = HandMadeTokens.jwk("x", RSA.getPublic(), "").replace("\"kid\":\"x\",", "");
    for (String useless : List.of("", nameless, "{\"kty\":\"future\",\"kid\":\"r1\"}")) {
      body = HandMadeTokens.jwks(HandMadeTokens.jwk("r1", RSA.getPublic(), ""));
      clock.advance(settings.expireAfter());
      assertThat(outcome(token("r1", RSA))).isInstanceOf(Valid.class);
      body = HandMadeTokens.jwks(useless);
      clock.advance(settings.minInterval());
      assertThat(outcome(token("made-up", RSA)))
          .as(useless)
          .isInstanceOfSatisfying(
              Unavailable.class,
              none -> assertThat(none.reason()).contains("no key in its answer is usable"));
      assertThat(outcome(token("r1", RSA))).as(useless).isInstanceOf(Valid.class);
    }
  }

  @Test
  void followsNoRedirect() {
    status = 302;
    assertThat(outcome(token("r1", RSA)))
        .isInstanceOfSatisfying(
            Unavailable.class, none -> assertThat(none.reason()).contains("302"));
    assertThat(fetches).hasValue(1);
    try (HttpClient following =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build()) {
      assertThatThrownBy(() -> new JwksKeys(settings, following, clock))
          .hasMessageContaining("redirects");
    }
  }

  @Test
  void aTokenWithoutKeyIdIsRefusedWithoutAFetch() {
    assertThat(outcome(token("", RSA))).isInstanceOf(Invalid.class);
    assertThat(fetches).hasValue(0);
  }

  private static String token(String keyId, KeyPair key) {
    return HandMadeTokens.signed("RS256", keyId, key.getPrivate(), CLAIMS);
  }

  private TokenOutcome<ConnectionClaims> outcome(String token) {
    return verifier.verifyConnection(token).toCompletableFuture().join();
  }
}
