package dev.realtime.operator.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import dev.realtime.operator.cluster.ApiServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may see and do what, by the API server's own token and access reviews. */
class ConsoleIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ConsoleStage stage = new ConsoleStage();
  private final String ours = "services/" + stage.space.name() + "/realtime";
  private String cookie = "";

  @BeforeEach
  void build() {
    new Scenery(stage).build();
  }

  @AfterEach
  void close() {
    stage.close();
    http.close();
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + stage.console.port() + "/api/" + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, "");
  }

  private HttpResponse<String> post(String path, Map<String, String> body) throws Exception {
    return send("POST", path, JSON.writeValueAsString(body), Web.GUARD, "1");
  }

  private HttpResponse<String> signIn(String token) throws Exception {
    HttpResponse<String> answer = post("session", Map.of("token", token));
    answer
        .headers()
        .firstValue("Set-Cookie")
        .ifPresent(set -> cookie = set.substring(0, set.indexOf(';')));
    return answer;
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  private void refused(HttpResponse<String> answer, int status, String code) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("code").asText()).isEqualTo(code);
    assertThat(json(answer).path("why").asText()).isNotBlank();
    assertThat(json(answer).path("remedy").asText()).isNotBlank();
  }

  @Test
  void aReaderSeesAndChangesNothing() throws Exception {
    HttpResponse<String> in = signIn(stage.token("reader", "realtime-view"));
    assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
    assertThat(json(in).path("user").asText()).endsWith(":reader");
    assertThat(in.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly", "SameSite=Strict", "Path=/");
    assertThat(json(get("services")).path("services")).hasSize(3);
    JsonNode service = json(get(ours + "?minutes=15"));
    assertThat(service.path("may").path("act").asBoolean()).isFalse();
    assertThat(service.path("may").path("approve").asBoolean()).isFalse();
    assertThat(service.path("checklist")).hasSize(6);
    assertThat(service.path("charts").path("latency").get(1).path("points")).hasSize(Charts.POINTS);
    assertThat(service.path("runs")).hasSize(2);
    refused(post(ours + "/procedures", Map.of("procedure", "MaintenanceOn")), 403, "not-allowed");
    refused(
        post(ours + "/runs/realtime-higherrorrate-1/approval", Map.of("plan", "9f2c41aa07")),
        403,
        "not-allowed");
    assertThat(stage.runs()).hasSize(2);
    assertThat(stage.run("realtime-higherrorrate-1").getSpec().approval()).isNull();
  }

  @Test
  void anApproverActsInTheirOwnNameAndTheAuditLogSaysSo() throws Exception {
    signIn(stage.token("approver", "realtime-view", "realtime-edit"));
    HttpResponse<String> approved =
        post(ours + "/runs/realtime-higherrorrate-1/approval", Map.of("plan", "9f2c41aa07"));
    assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);
    String name = "system:serviceaccount:" + stage.space.name() + ":approver";
    assertThat(stage.run("realtime-higherrorrate-1").getSpec().approval().by()).isEqualTo(name);
    HttpResponse<String> asked = post(ours + "/procedures", Map.of("procedure", "MaintenanceOn"));
    var run = stage.run(json(asked).path("run").asText());
    assertThat(run.getSpec().procedure()).isEqualTo(Procedure.MAINTENANCE_ON);
    assertThat(run.getSpec().trigger()).isEqualTo(Trigger.PERSON);
    assertThat(ApiServer.running().audited())
        .filteredOn(line -> line.contains("realtime-console"))
        .filteredOn(line -> line.contains("\"resource\":\"runbookruns\""))
        .filteredOn(line -> line.contains("\"namespace\":\"" + stage.space.name() + "\""))
        .isNotEmpty()
        .allMatch(line -> line.contains("\"username\":\"" + name + "\""));
  }

  @Test
  void anOutdatedPlanIsRefusedAndNothingChanges() throws Exception {
    signIn(stage.token("approver", "realtime-view", "realtime-edit"));
    refused(
        post(ours + "/runs/realtime-higherrorrate-1/approval", Map.of("plan", "old")),
        409,
        "outdated");
    assertThat(stage.run("realtime-higherrorrate-1").getSpec().approval()).isNull();
    refused(post(ours + "/procedures", Map.of("procedure", "RestartRedis")), 400, "malformed");
  }

  @Test
  void nobodySeesNothing() throws Exception {
    signIn(stage.token("nobody"));
    JsonNode services = json(get("services"));
    assertThat(services.path("services")).isEmpty();
    assertThat(services.path("restricted").asBoolean()).isTrue();
    refused(get(ours), 403, "not-allowed");
    refused(get(ours + "/runs/realtime-higherrorrate-1"), 403, "not-allowed");
  }

  @Test
  void withoutASessionThereIsNothing() throws Exception {
    refused(get("services"), 401, "signed-out");
    cookie = "realtime-console=invented";
    refused(get("services"), 401, "session-over");
    refused(post(ours + "/procedures", Map.of("procedure", "MaintenanceOn")), 401, "session-over");
    assertThat(stage.runs()).hasSize(2);
  }

  @Test
  void wrongAndExpiredTokensAreNamedWithTheirRemedy() throws Exception {
    refused(signIn("no-token"), 401, "token-refused");
    refused(signIn(signed(Instant.now().minusSeconds(60))), 401, "token-refused");
    assertThat(cookie).isEmpty();
    assertThat(signIn(signed(Instant.now().plusSeconds(600))).statusCode())
        .as("the same token is fine while it lasts")
        .isEqualTo(200);
  }

  /** A token as the API server itself signs them, that ends then. */
  private String signed(Instant end) throws Exception {
    stage.token("guest");
    String uid =
        stage
            .space
            .get(io.fabric8.kubernetes.api.model.ServiceAccount.class, "guest")
            .getMetadata()
            .getUid();
    var base64 = Base64.getUrlEncoder().withoutPadding();
    String content =
        base64.encodeToString("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(UTF_8))
            + "."
            + base64.encodeToString(
                JSON.writeValueAsBytes(
                    Map.of(
                        "iss", "https://localhost",
                        "aud", java.util.List.of("https://localhost"),
                        "sub", "system:serviceaccount:" + stage.space.name() + ":guest",
                        "iat", end.minusSeconds(3600).getEpochSecond(),
                        "nbf", end.minusSeconds(3600).getEpochSecond(),
                        "exp", end.getEpochSecond(),
                        "kubernetes.io",
                            Map.of(
                                "namespace",
                                stage.space.name(),
                                "serviceaccount",
                                Map.of("name", "guest", "uid", uid)))));
    String home =
        Optional.ofNullable(System.getenv("KUBE_API_TEST_DIR"))
            .orElse(System.getProperty("user.home") + "/.kubeapitest");
    Path input = Files.writeString(Files.createTempFile("token", ""), content);
    Process openssl =
        new ProcessBuilder(
                "openssl", "dgst", "-sha256", "-sign", home + "/apiserver.key", input.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] signature = openssl.getInputStream().readAllBytes();
    assertThat(openssl.waitFor()).isZero();
    return content + "." + base64.encodeToString(signature);
  }

  @Test
  void aTokenThatIsRevokedEndsItsSession() throws Exception {
    signIn(stage.token("leaver", "realtime-view", "realtime-edit"));
    assertThat(get(ours).statusCode()).isEqualTo(200);
    stage.revoke("leaver");
    stage.clock.forward(Sessions.JUDGED_FOR.plusSeconds(1));
    org.awaitility.Awaitility.await("the API server's own cache of tokens")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              stage.clock.forward(Sessions.JUDGED_FOR.plusSeconds(1));
              assertThat(get(ours).statusCode()).isEqualTo(401);
            });
    refused(post(ours + "/procedures", Map.of("procedure", "Restart")), 401, "session-over");
    assertThat(stage.runs()).hasSize(2);
  }

  @Test
  void sessionsEndWhenIdleAndWhenSignedOut() throws Exception {
    String token = stage.token("reader", "realtime-view");
    signIn(token);
    stage.clock.forward(Sessions.IDLE.plusSeconds(1));
    refused(get("services"), 401, "session-over");
    signIn(token);
    assertThat(send("DELETE", "session", "", Web.GUARD, "1").statusCode()).isEqualTo(200);
    refused(get("services"), 401, "session-over");
  }

  @Test
  void otherSitesCannotAct() throws Exception {
    signIn(stage.token("approver", "realtime-view", "realtime-edit"));
    String body = "{\"procedure\":\"Restart\"}";
    refused(send("POST", ours + "/procedures", body), 403, "foreign-page");
    refused(
        send("POST", ours + "/procedures", body, Web.GUARD, "1", "Origin", "http://evil.example"),
        403,
        "foreign-page");
    refused(
        send("POST", ours + "/procedures", body, Web.GUARD, "1", "Sec-Fetch-Site", "same-site"),
        403,
        "foreign-page");
    assertThat(stage.runs()).hasSize(2);
  }

  @Test
  void tokensDoNotTravelInClear() throws Exception {
    refused(
        send("POST", "session", "{}", Web.GUARD, "1", "X-Forwarded-Host", "console.example"),
        403,
        "in-clear");
    HttpResponse<String> behindTls =
        send(
            "POST",
            "session",
            JSON.writeValueAsString(Map.of("token", stage.token("reader", "realtime-view"))),
            Web.GUARD,
            "1",
            "X-Forwarded-Host",
            "console.example",
            "X-Forwarded-Proto",
            "https");
    assertThat(behindTls.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure");
  }

  @Test
  void failedSignInsAreLimitedAndGoodOnesAreNotLockedOutForLong() throws Exception {
    for (int i = 0; i < SignInLimit.PER_ADDRESS; i++) {
      refused(signIn("guess-" + i), 401, "token-refused");
    }
    String token = stage.token("reader", "realtime-view");
    refused(signIn(token), 429, "too-many-failures");
    stage.clock.forward(SignInLimit.WINDOW.plusSeconds(1));
    assertThat(signIn(token).statusCode()).isEqualTo(200);
  }

  @Test
  void badRequestsAreNamed() throws Exception {
    refused(send("POST", "session", "{", Web.GUARD, "1"), 400, "malformed");
    refused(send("POST", "session", "{}", Web.GUARD, "1"), 400, "malformed");
    refused(
        send("POST", "session", "\"" + "x".repeat(Web.MAX_BODY) + "\"", Web.GUARD, "1"),
        413,
        "too-large");
    signIn(stage.token("reader", "realtime-view"));
    refused(get("nothing"), 404, "gone");
    refused(get("services/" + stage.space.name() + "/unknown"), 404, "gone");
    refused(get(ours + "/runs/unknown"), 404, "gone");
  }

  @Test
  void pagesRunNoCodeButTheirOwn() throws Exception {
    for (String path : new String[] {"", "services/a/b"}) {
      HttpResponse<String> page =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + stage.console.port() + "/" + path))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body())
          .doesNotContainPattern("<script(?![^>]* src=)")
          .doesNotContain("https://");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains(
              "default-src 'none'",
              "script-src 'self'",
              "frame-ancestors 'none'",
              "require-trusted-types-for 'script'")
          .doesNotContain("unsafe");
      assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }
    HttpResponse<String> outside =
        http.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + stage.console.port() + "/../files.txt"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(outside.statusCode()).isEqualTo(404);
  }
}
