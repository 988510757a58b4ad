package dev.realtime.operator.runbook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.operator.signal.Alerts.Alert;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads Alertmanager's webhook format, version 4:
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 *
 * <p>An alert speaks of a symptom by its label {@code realtime_symptom}, or by a name that is
 * "Realtime" and the symptom, as the shipped rules have it. Others are none of the runbook's
 * business, and skipped; so are those whose labels name another service than the one they are
 * posted for: a route too wide must not make the runbook repair what is well.
 */
final class AlertmanagerFormat {
  static final String SYMPTOM_LABEL = "realtime_symptom";
  static final String SERVICE_LABEL = "realtime_service";
  private static final int MAX_ALERTS = 1000;

  private AlertmanagerFormat() {}

  /**
   * The alerts that speak of symptoms of this service.
   *
   * @throws IllegalArgumentException if it is not that format; the message says what is wrong
   */
  static List<Alert> parse(JsonNode root, String namespace, String service) {
    if (!root.isObject() || !"4".equals(root.path("version").asText())) {
      throw new IllegalArgumentException("not Alertmanager's webhook format, version 4");
    }
    JsonNode alerts = root.path("alerts");
    if (!alerts.isArray() || alerts.size() > MAX_ALERTS) {
      throw new IllegalArgumentException("alerts must be an array of at most " + MAX_ALERTS);
    }
    var parsed = new ArrayList<Alert>();
    for (JsonNode alert : alerts) {
      Optional<Symptom> symptom = symptom(alert.path("labels"));
      String status = alert.path("status").asText();
      String fingerprint = alert.path("fingerprint").asText();
      if (!status.equals("firing") && !status.equals("resolved")) {
        throw new IllegalArgumentException("status of an alert must be firing or resolved");
      }
      if (fingerprint.isEmpty() || fingerprint.length() > 64) {
        throw new IllegalArgumentException("an alert has no proper fingerprint");
      }
      Instant startsAt = time(alert.path("startsAt").asText());
      if (!about(alert.path("labels"), namespace, service)) {
        continue;
      }
      symptom.ifPresent(
          it ->
              parsed.add(
                  new Alert(
                      fingerprint,
                      alert.path("labels").path("alertname").asText("?"),
                      it,
                      status.equals("firing"),
                      startsAt)));
    }
    return parsed;
  }

  /** Labels that are not there do not speak against it: the team may have rules of its own. */
  private static boolean about(JsonNode labels, String namespace, String service) {
    return labels.path("namespace").asText(namespace).equals(namespace)
        && labels.path(SERVICE_LABEL).asText(service).equals(service);
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("startsAt of an alert is no time", e);
    }
  }

  private static Optional<Symptom> symptom(JsonNode labels) {
    String label = labels.path(SYMPTOM_LABEL).asText();
    String name = labels.path("alertname").asText();
    for (Symptom symptom : Symptom.values()) {
      if (symptom.text().equals(label) || name.equals("Realtime" + symptom.text())) {
        return Optional.of(symptom);
      }
    }
    return Optional.empty();
  }
}
