package dev.realtime.operator.runbook;

import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.operator.incident.RunListener;
import dev.realtime.operator.incident.ServiceView;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the steps of a run as Events of the service, for {@code kubectl describe}. One Event for
 * each change of state, under a name that follows from the change: a repetition is the same Event.
 */
public final class RunEvents implements RunListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunEvents.class);
  private static final int MAX_MESSAGE = 1024;

  private final KubernetesClient client;
  private final Clock clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Writes through this client. */
  public RunEvents(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  @Override
  public void changed(ServiceView service, @Nullable RunbookRunStatus before, RunbookRun run) {
    RunState state = run.getStatus().state();
    int steps = run.getStatus().steps().size();
    int refusals = run.getStatus().refusals().size();
    if (before != null
        && before.state() == state
        && before.steps().size() == steps
        && before.refusals().size() == refusals
        && before.open() == run.open()) {
      return;
    }
    String name =
        "%s.%s-%d-%d%s"
            .formatted(
                run.getMetadata().getName(),
                state.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                steps,
                refusals,
                run.open() ? "" : "-over");
    Event event = event(service, run, name);
    threads.execute(() -> write(event));
  }

  private Event event(ServiceView service, RunbookRun run, String name) {
    RunbookRunStatus status = run.getStatus();
    boolean warning =
        status.state() == RunState.ESCALATED
            || status.state() == RunState.FAILED
            || status.state() == RunState.REFUSED;
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    String message = run.getMetadata().getName() + ": " + status.summary();
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(service.namespace())
        .withName(name)
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion("realtime.dev/v1alpha1")
        .withKind("RealtimeService")
        .withNamespace(service.namespace())
        .withName(service.name())
        .withUid(service.uid())
        .endInvolvedObject()
        .withType(warning ? "Warning" : "Normal")
        .withReason("Runbook" + reason(status.state()))
        .withMessage(message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE))
        .withNewSource()
        .withComponent("realtime-operator")
        .endSource()
        .withFirstTimestamp(now)
        .withLastTimestamp(now)
        .withCount(1)
        .build();
  }

  private static String reason(RunState state) {
    return switch (state) {
      case PENDING -> "Pending";
      case AWAITING_APPROVAL -> "AwaitingApproval";
      case RUNNING -> "Acting";
      case VERIFYING -> "Acted";
      case SUCCEEDED -> "Succeeded";
      case FAILED -> "Failed";
      case ESCALATED -> "Escalated";
      case REFUSED -> "Refused";
      case DRY_RUN -> "DryRun";
    };
  }

  private void write(Event event) {
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        // The record is in the run; an Event is only the easier way to it.
        log.warn("Event {} was not written", event.getMetadata().getName(), e);
      }
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
