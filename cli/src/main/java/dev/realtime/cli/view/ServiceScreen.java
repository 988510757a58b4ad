package dev.realtime.cli.view;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.runbook.CheckVerdict;
import dev.realtime.api.v1alpha1.runbook.ChecklistItem;
import dev.realtime.api.v1alpha1.runbook.IncidentStatus;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.status.RevisionStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One service on one screen: how it is, the checklist, the conditions, the incident. */
public final class ServiceScreen {
  private final RealtimeService service;
  private final RealtimeServiceStatus status;
  private final Instant now;
  private final Ink ink;
  private final StringBuilder text = new StringBuilder();

  private ServiceScreen(RealtimeService service, Instant now, Ink ink) {
    this.service = service;
    this.status = service.statusOrEmpty();
    this.now = now;
    this.ink = ink;
  }

  /** The screen. */
  public static String of(RealtimeService service, Instant now, Ink ink) {
    var screen = new ServiceScreen(service, now, ink);
    screen.head();
    screen.checklist();
    screen.conditions();
    screen.overrides();
    screen.incident();
    return screen.text.toString();
  }

  private void head() {
    text.append(
        ink.bold(service.getMetadata().getNamespace() + "/" + service.getMetadata().getName()));
    Condition ready = status.condition("Ready").orElse(null);
    String word = ready == null ? "Unknown" : ready.getStatus();
    text.append("   ")
        .append(
            switch (word) {
              case "True" -> ink.green("Ready");
              case "False" -> ink.red("Not ready");
              default -> ink.yellow("Unknown");
            })
        .append('\n');
    if (status.observedGeneration() == null) {
      line("Note", "no operator has looked at it yet; try: kubectl realtime doctor");
      return;
    }
    if (!status.observedGeneration().equals(service.getMetadata().getGeneration())) {
      line("Note", "the spec has changed, and the operator has not taken it up yet");
    }
    line("Pods", readyReplicas() + " of " + replicas() + " ready" + owner());
    line(
        "Connections",
        status.connections() == null ? "cannot be measured" : status.connections().toString());
    if (status.redis() != null) {
      String message = status.redis().message();
      line("Redis", Words.of(status.redis().verdict()) + (message == null ? "" : ": " + message));
    }
    if (status.revision() != null) {
      line("Revision", revision(status.revision()));
    }
    if (status.lastKnownGood() != null
        && status.revision() != null
        && !status.lastKnownGood().revision().equals(status.revision().revision())) {
      line("Known good", revision(status.lastKnownGood()));
    }
  }

  private String revision(RevisionStatus revision) {
    return revision.revision()
        + "  "
        + revision.image()
        + "  since "
        + Ages.since(revision.recordedAt(), now);
  }

  private int readyReplicas() {
    return status.readyReplicas() == null ? 0 : status.readyReplicas();
  }

  private int replicas() {
    return status.replicas() == null ? 0 : status.replicas();
  }

  private String owner() {
    return status.scale() == null
        ? ""
        : ", their number set by "
            + switch (status.scale().owner()) {
              case SPEC -> "spec.replicas";
              case RUNBOOK -> "the runbook";
              case AUTOSCALER -> "the HorizontalPodAutoscaler";
              case CONNECTIONS -> "the operator, by connections";
              case FOREIGN ->
                  "hand"
                      + (status.scale().manager() == null
                          ? ""
                          : " (" + status.scale().manager() + ")");
            };
  }

  private void line(String name, String value) {
    text.append("  ").append(String.format("%-13s", name)).append(Ink.plain(value)).append('\n');
  }

  private void heading(String title) {
    text.append('\n').append(ink.bold(title)).append('\n');
  }

  private void checklist() {
    List<ChecklistItem> items = status.checklist();
    heading("Checklist");
    if (items == null || items.isEmpty()) {
      text.append("  not evaluated yet\n");
      return;
    }
    for (ChecklistItem item : items) {
      text.append("  ")
          .append(mark(item.verdict()))
          .append(String.format(" %-20s", item.check().text()))
          .append(ink.dim(String.format("%-7s", Ages.since(item.since(), now))))
          .append(Ink.plain(item.evidence()))
          .append('\n');
      if (item.verdict() == CheckVerdict.FAILING && item.link() != null) {
        text.append("      look at ").append(Ink.plain(item.link())).append('\n');
      }
    }
  }

  private String mark(CheckVerdict verdict) {
    return switch (verdict) {
      case OK -> ink.green("✓");
      case FAILING -> ink.red("✗");
      case UNKNOWN -> ink.yellow("?");
      case NOT_APPLICABLE -> ink.dim("–");
    };
  }

  private void conditions() {
    heading("Conditions");
    for (Condition condition : status.conditions()) {
      text.append("  ")
          .append(String.format("%-17s%-9s", condition.getType(), condition.getStatus()))
          .append(
              ink.dim(String.format("%-7s", Ages.since(condition.getLastTransitionTime(), now))))
          .append(condition.getReason())
          .append(": ")
          .append(Ink.plain(condition.getMessage()))
          .append('\n');
    }
  }

  private void overrides() {
    Overrides held = status.overrides();
    if (held == null) {
      return;
    }
    var lines = new ArrayList<String>();
    if (held.replicas() != null) {
      lines.add(
          "replicas at least " + held.replicas().floor() + " (" + held.replicas().run() + ")");
    }
    if (held.revision() != null) {
      lines.add("revision " + held.revision().revision() + " (" + held.revision().run() + ")");
    }
    if (held.maintenance() != null) {
      lines.add(
          "maintenance "
              + (held.maintenance().enabled() ? "on" : "off")
              + " ("
              + held.maintenance().run()
              + ")");
    }
    if (!lines.isEmpty()) {
      heading("Held against the spec, until it changes");
      lines.forEach(line -> text.append("  ").append(Ink.plain(line)).append('\n'));
    }
  }

  private void incident() {
    IncidentStatus incident = status.incident();
    heading("Incident");
    if (incident == null) {
      text.append("  none\n");
      return;
    }
    text.append("  ")
        .append(ink.red(incident.run()))
        .append("  ")
        .append(Words.of(incident.state()))
        .append("  since ")
        .append(Ages.since(incident.since(), now))
        .append("\n  ")
        .append(Ink.plain(incident.message()))
        .append('\n');
    String namespace = " -n " + service.getMetadata().getNamespace();
    text.append("  more: kubectl realtime incidents ").append(incident.run()).append(namespace);
    if (incident.state() == RunState.AWAITING_APPROVAL) {
      text.append("\n  approve: kubectl realtime approve ")
          .append(incident.run())
          .append(namespace);
    }
    text.append('\n');
  }
}
