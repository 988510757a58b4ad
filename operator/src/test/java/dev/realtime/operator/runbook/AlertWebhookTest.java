package dev.realtime.operator.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.signal.Alerts;
import dev.realtime.operator.signal.SecretReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertWebhookTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private final Alerts alerts = new Alerts();
  private final AtomicBoolean leading = new AtomicBoolean(true);
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;
  private SecretReader secrets = key -> "geheim";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var settings =
        new dev.realtime.api.v1alpha1.runbook.AlertWebhook(new SecretKey("alerts", "token"));
    server.createContext(
        AlertWebhook.PATH,
        new AlertWebhook(
            (namespace, service) ->
                namespace.equals("prod")
                    ? Optional.of(
                        new AlertWebhook.Recipient(
                            service.equals("chat") ? settings : null,
                            key -> secrets.read(key),
                            alerts))
                    : Optional.empty(),
            leading::get,
            Clock.fixed(NOW, ZoneOffset.UTC)));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    client.shutdownNow();
  }

  private int send(String method, String path, String authorization, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private int post(String body) throws Exception {
    return send("POST", "/alerts/prod/chat", "Bearer geheim", body);
  }

  private static String alert(String status, String name, Instant startsAt) {
    return """
        {"version":"4","status":"%s","receiver":"r","groupKey":"g","alerts":[
        {"status":"%s","labels":{"alertname":"%s"},"annotations":{},"startsAt":"%s",
         "endsAt":"0001-01-01T00:00:00Z","fingerprint":"f1"}]}
        """
        .formatted(status, status, name, startsAt);
  }

  @Test
  void takesAlertsAndTheirEndAsSymptoms() throws Exception {
    assertThat(post(alert("firing", "RealtimeHighLatency", NOW.minusSeconds(60)))).isEqualTo(202);
    assertThat(alerts.firing(NOW)).containsEntry(Symptom.HIGH_LATENCY, "RealtimeHighLatency");
    assertThat(post(alert("resolved", "RealtimeHighLatency", NOW.minusSeconds(60)))).isEqualTo(202);
    assertThat(alerts.firing(NOW)).isEmpty();
  }

  @Test
  void takesARepetitionButNoReplayOfWhatHasEnded() throws Exception {
    String firing = alert("firing", "RealtimeServiceDown", NOW.minusSeconds(60));
    assertThat(post(firing)).isEqualTo(202);
    assertThat(post(firing)).as("Alertmanager repeats").isEqualTo(202);
    post(alert("resolved", "RealtimeServiceDown", NOW.minusSeconds(60)));
    assertThat(post(firing)).isEqualTo(409);
    assertThat(alerts.firing(NOW)).isEmpty();
    assertThat(post(alert("firing", "RealtimeServiceDown", NOW.minusSeconds(5)))).isEqualTo(202);
  }

  @Test
  void doesNotTakeYesterdaysNews() throws Exception {
    assertThat(post(alert("firing", "RealtimeServiceDown", NOW.minus(Duration.ofHours(25)))))
        .isEqualTo(409);
    assertThat(alerts.firing(NOW)).isEmpty();
  }

  @Test
  void forgetsAnAlertThatNobodyRepeats() throws Exception {
    post(alert("firing", "RealtimeServiceDown", NOW));
    assertThat(alerts.firing(NOW.plus(Duration.ofHours(4)))).isNotEmpty();
    assertThat(alerts.firing(NOW.plus(Duration.ofHours(6)))).isEmpty();
  }

  @Test
  void skipsAlertsThatAreNoneOfItsBusiness() throws Exception {
    assertThat(post(alert("firing", "DiskFull", NOW))).isEqualTo(202);
    assertThat(alerts.firing(NOW)).isEmpty();
  }

  @Test
  void skipsAlertsAboutAnotherServiceThatARouteTooWideSendsHere() throws Exception {
    for (String labels :
        List.of(
            "\"namespace\":\"dev\"", "\"namespace\":\"prod\",\"realtime_service\":\"chat-eu\"")) {
      String body =
          alert("firing", "RealtimeServiceDown", NOW)
              .replace("\"alertname\"", labels + ",\"alertname\"");
      assertThat(post(body)).isEqualTo(202);
      assertThat(alerts.firing(NOW)).as(labels).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "{\"version\":\"3\",\"alerts\":[]}",
        "{\"version\":\"4\",\"alerts\":{}}",
        "{\"version\":\"4\",\"alerts\":[{\"status\":\"maybe\",\"fingerprint\":\"f\"}]}",
        "{\"version\":\"4\",\"alerts\":[{\"status\":\"firing\",\"startsAt\":\"2026-01-01T00:00:00Z\"}]}",
        "{\"version\":\"4\",\"alerts\":[{\"status\":\"firing\",\"fingerprint\":\"f\",\"startsAt\":\"now\"}]}"
      })
  void refusesWhatIsMalformed(String body) throws Exception {
    assertThat(post(body)).isEqualTo(400);
    assertThat(alerts.firing(NOW)).isEmpty();
  }

  @Test
  void refusesWhatIsTooLarge() throws Exception {
    assertThat(post("x".repeat(AlertWebhook.MAX_BODY + 1))).isEqualTo(413);
  }

  @Test
  void refusesStrangersWithoutTellingThemWhichServicesThereAre() throws Exception {
    String body = alert("firing", "RealtimeServiceDown", NOW);
    assertThat(send("POST", "/alerts/prod/chat", null, body)).isEqualTo(401);
    assertThat(send("POST", "/alerts/prod/chat", "Bearer wrong", body)).isEqualTo(401);
    assertThat(send("POST", "/alerts/prod/chat", "Basic geheim", body)).isEqualTo(401);
    assertThat(send("POST", "/alerts/prod/closed", "Bearer geheim", body)).isEqualTo(401);
    assertThat(send("POST", "/alerts/dev/chat", "Bearer geheim", body)).isEqualTo(401);
    assertThat(send("GET", "/alerts/prod/chat", "Bearer geheim", "")).isEqualTo(405);
    assertThat(send("POST", "/alerts/prod", "Bearer geheim", body)).isEqualTo(404);
    secrets = key -> "";
    assertThat(send("POST", "/alerts/prod/chat", "Bearer ", body)).isEqualTo(401);
    assertThat(alerts.firing(NOW)).isEmpty();
  }

  @Test
  void letsAlertmanagerTryAgainWhereItCannotBeTaken() throws Exception {
    leading.set(false);
    assertThat(post(alert("firing", "RealtimeServiceDown", NOW))).isEqualTo(503);
    leading.set(true);
    secrets =
        key -> {
          throw new SecretReader.NotReadable("no Secret");
        };
    assertThat(post(alert("firing", "RealtimeServiceDown", NOW))).isEqualTo(503);
  }
}
