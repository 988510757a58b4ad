package dev.realtime.operator.notify;

import dev.realtime.api.v1alpha1.runbook.Links;
import dev.realtime.api.v1alpha1.runbook.NotificationEvent;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import java.util.ArrayList;
import java.util.List;

/** Everything that is worth telling about a run so far, in its order. Pure. */
public final class Announcements {
  private Announcements() {}

  /** Of a run with a status. */
  public static List<Announcement> of(RunbookRun run, Links links) {
    RunbookRunStatus status = run.getStatus();
    var all = new ArrayList<Announcement>();
    all.add(announcement(run, links, NotificationEvent.OPENED, "opened"));
    if (status.state() == RunState.AWAITING_APPROVAL && status.plan() != null) {
      all.add(
          announcement(
              run, links, NotificationEvent.AWAITING_APPROVAL, "approval-" + status.plan().hash()));
    }
    for (RunStep step : status.steps()) {
      switch (step.action()) {
        case ESCALATE -> {
          if (step.finished()) {
            all.add(announcement(run, links, NotificationEvent.ESCALATED, "escalated"));
          }
        }
        default -> {
          if (step.appliedAt() != null) {
            all.add(announcement(run, links, NotificationEvent.ACTED, "acted-" + step.rung()));
          }
        }
      }
    }
    if (!status.open()) {
      all.add(announcement(run, links, NotificationEvent.RESOLVED, "resolved"));
    }
    return all;
  }

  private static Announcement announcement(
      RunbookRun run, Links links, NotificationEvent event, String what) {
    RunbookRunStatus status = run.getStatus();
    return new Announcement(
        run.getMetadata().getUid() + "/" + what,
        event,
        run.getMetadata().getNamespace(),
        run.getSpec().service(),
        run.getMetadata().getName(),
        run.getSpec().symptom() == null ? null : run.getSpec().symptom().text(),
        status.cause() == null ? null : status.cause().text(),
        status.state().name(),
        status.summary(),
        status.detectedAt(),
        status.finishedAt(),
        links);
  }
}
