package dev.realtime.operator.notify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.realtime.api.v1alpha1.runbook.AlertmanagerReceiver;
import dev.realtime.api.v1alpha1.runbook.NotificationReceiver;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import dev.realtime.api.v1alpha1.runbook.WebhookReceiver;
import dev.realtime.operator.signal.SecretReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Puts an announcement into the form that a receiver understands. */
final class Messages {
  /**
   * Time and HMAC-SHA256 over {@code time + "." + body}, in hex: {@code t=1700000000,v1=ab12...}.
   */
  static final String SIGNATURE = "Realtime-Signature";

  /** The announcement's key: the same for a repetition. */
  static final String KEY = "Idempotency-Key";

  /**
   * How long an alert stays that nobody posts again: three repetitions may fail. If nobody ends it,
   * since the operator or the service is gone, it is over soon.
   */
  static final Duration ALERT_LIFE = Outbox.AGAIN.multipliedBy(4);

  private static final ObjectMapper JSON = new ObjectMapper();

  private Messages() {}

  static Message of(
      NotificationReceiver receiver, Announcement it, SecretReader secrets, Instant now)
      throws SecretReader.NotReadable {
    if (receiver.webhook() != null) {
      return webhook(receiver.webhook(), it, secrets, now);
    }
    if (receiver.slack() != null) {
      String url = secrets.read(receiver.slack().urlFrom());
      return new Message(
          url, headers(it), JSON.createObjectNode().put("text", text(it)).toString());
    }
    if (receiver.alertmanager() != null) {
      return alertmanager(receiver.alertmanager(), it, secrets, now);
    }
    throw new IllegalArgumentException(
        "receiver " + receiver.name() + " is of no kind; the API server should have refused it");
  }

  private static Map<String, String> headers(Announcement it) {
    return Map.of("Content-Type", "application/json", KEY, it.key());
  }

  private static Message webhook(
      WebhookReceiver webhook, Announcement it, SecretReader secrets, Instant now)
      throws SecretReader.NotReadable {
    String url =
        webhook.url() != null
            ? webhook.url()
            : secrets.read(Objects.requireNonNull(webhook.urlFrom()));
    String body = document(it).toString();
    var headers = new HashMap<>(headers(it));
    SecretKey key = webhook.signingKey();
    if (key != null) {
      headers.put(SIGNATURE, signature(secrets.read(key), body, now));
    }
    return new Message(url, headers, body);
  }

  static String signature(String key, String body, Instant now) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String time = Long.toString(now.getEpochSecond());
      byte[] digest = mac.doFinal((time + "." + body).getBytes(StandardCharsets.UTF_8));
      return "t=" + time + ",v1=" + HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static ObjectNode document(Announcement it) {
    ObjectNode document =
        JSON.createObjectNode()
            .put("key", it.key())
            .put("event", it.event().name())
            .put("namespace", it.namespace())
            .put("service", it.service())
            .put("run", it.run())
            .put("state", it.state())
            .put("summary", it.summary())
            .put("startsAt", it.startsAt().toString());
    put(document, "symptom", it.symptom());
    put(document, "cause", it.cause());
    put(document, "endsAt", it.endsAt() == null ? null : it.endsAt().toString());
    ObjectNode links = document.putObject("links");
    put(links, "dashboard", it.links().dashboard());
    put(links, "alerts", it.links().alerts());
    put(links, "logs", it.links().logs());
    return document;
  }

  private static void put(ObjectNode node, String field, @Nullable String value) {
    if (value != null) {
      node.put(field, value);
    }
  }

  private static String text(Announcement it) {
    var text = new StringBuilder(it.line());
    text.append("\nkubectl -n ").append(it.namespace()).append(" get rbr ").append(it.run());
    if (it.links().dashboard() != null) {
      text.append("\n").append(it.links().dashboard());
    }
    return text.toString();
  }

  /** Alertmanager's API v2: the same labels open an alert and end it. */
  private static Message alertmanager(
      AlertmanagerReceiver receiver, Announcement it, SecretReader secrets, Instant now)
      throws SecretReader.NotReadable {
    ObjectNode alert = JSON.createObjectNode();
    alert
        .putObject("labels")
        .put("alertname", "RealtimeIncident")
        .put("namespace", it.namespace())
        .put("service", it.service())
        .put("run", it.run())
        .put("symptom", it.symptom() == null ? "none" : it.symptom());
    ObjectNode annotations = alert.putObject("annotations").put("summary", it.summary());
    annotations.put("event", it.event().name());
    annotations.put("person_needed", Boolean.toString("ESCALATED".equals(it.state())));
    put(annotations, "cause", it.cause());
    alert.put("startsAt", it.startsAt().toString());
    Instant ends = it.endsAt() == null ? now.plus(ALERT_LIFE) : it.endsAt();
    alert.put("endsAt", ends.toString());
    put(alert, "generatorURL", it.links().dashboard());
    var headers = new HashMap<>(headers(it));
    if (receiver.bearerToken() != null) {
      headers.put("Authorization", "Bearer " + secrets.read(receiver.bearerToken()));
    }
    return new Message(
        receiver.url().replaceAll("/+$", "") + "/api/v2/alerts",
        headers,
        JSON.createArrayNode().add(alert).toString());
  }
}
