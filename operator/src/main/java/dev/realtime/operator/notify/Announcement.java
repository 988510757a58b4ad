package dev.realtime.operator.notify;

import dev.realtime.api.v1alpha1.runbook.Links;
import dev.realtime.api.v1alpha1.runbook.NotificationEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something worth telling.
 *
 * @param key the same for the same thing, whoever tells it and however often
 * @param symptom null for a procedure that a person asked for
 * @param endsAt when the incident was over, null while it is not
 */
public record Announcement(
    String key,
    NotificationEvent event,
    String namespace,
    String service,
    String run,
    @Nullable String symptom,
    @Nullable String cause,
    String state,
    String summary,
    Instant startsAt,
    @Nullable Instant endsAt,
    Links links) {
  /** One line for people. */
  public String line() {
    return namespace + "/" + service + " " + title() + ": " + summary;
  }

  private String title() {
    return switch (event) {
      case OPENED -> symptom == null ? "procedure begun" : "incident opened";
      case AWAITING_APPROVAL -> "approval needed";
      case ACTED -> "acted";
      case RESOLVED -> symptom == null ? "procedure finished" : "incident over";
      case ESCALATED -> "PERSON NEEDED";
    };
  }
}
