package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of services that have been deleted. Nobody looks after such a service, so that what
 * is open of it is ended here, and what is older than records are kept by default is deleted. Used
 * by one thread at a time; asks the API server once for each service that is gone.
 */
public final class LeftRuns {
  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final Logger log = LoggerFactory.getLogger(LeftRuns.class);

  private final KubernetesClient client;
  private final Workspace workspace;
  private final Duration kept = Duration.ofDays(RunbookSpec.defaults().history().days());
  private volatile Instant next = Instant.MIN;

  public LeftRuns(KubernetesClient client, Workspace workspace) {
    this.client = client;
    this.workspace = workspace;
  }

  /** Whether it is time to look. */
  public boolean due(Instant now) {
    return !now.isBefore(next);
  }

  /**
   * Looks, if it is time to; may take a while.
   *
   * @param runs of all services
   * @param known services that are looked after, as {@code namespace/name}
   */
  public void look(Stream<RunbookRun> runs, Set<String> known, Instant now) {
    if (!due(now)) {
      return;
    }
    next = now.plus(EVERY);
    Map<String, List<RunbookRun>> left =
        runs.filter(run -> run.getMetadata().getDeletionTimestamp() == null)
            .filter(run -> !known.contains(service(run)))
            .collect(Collectors.groupingBy(LeftRuns::service));
    left.forEach(
        (service, records) -> {
          try {
            // Another operator's service is not known either, but there.
            if (isGone(records.getFirst())) {
              records.forEach(run -> settle(run, now));
            }
          } catch (KubernetesClientException refused) {
            log.warn("Records of {} could not be settled; trying again later", service, refused);
          }
        });
  }

  private void settle(RunbookRun run, Instant now) {
    if (run.getStatus() != null && run.open()) {
      workspace.writeStatus(Runs.with(run, Closings.orphaned(run.getStatus(), now)));
    } else if (lastTouched(run).isBefore(now.minus(kept))) {
      workspace.delete(run);
    }
  }

  /** When it was finished, or made if no operator ever took it up. */
  private static Instant lastTouched(RunbookRun run) {
    Instant finished = run.getStatus() == null ? null : run.getStatus().finishedAt();
    return finished == null ? Instant.parse(run.getMetadata().getCreationTimestamp()) : finished;
  }

  private boolean isGone(RunbookRun run) {
    return client
            .resources(RealtimeService.class)
            .inNamespace(run.getMetadata().getNamespace())
            .withName(run.getSpec().service())
            .get()
        == null;
  }

  private static String service(RunbookRun run) {
    return run.getMetadata().getNamespace() + "/" + run.getSpec().service();
  }
}
