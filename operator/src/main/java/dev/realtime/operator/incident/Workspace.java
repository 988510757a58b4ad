package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.diagnose.LogTail;
import dev.realtime.operator.remediate.Change;
import java.util.List;

/**
 * What the runbook reads and writes in the cluster. Every method throws {@link
 * io.fabric8.kubernetes.client.KubernetesClientException} when the API server does not do it; the
 * tick is then given up, and the next one finds everything as it was.
 */
public interface Workspace {
  /** The runs of a service, open and finished, in no order. */
  List<RunbookRun> runs(ServiceView service);

  /** Creates a run; a run of that name that is there already is returned instead. */
  RunbookRun create(RunbookRun run);

  /**
   * Writes the status of a run, if nobody has written the run since it was read.
   *
   * @return the run as it is then
   */
  RunbookRun writeStatus(RunbookRun run);

  /** Deletes a finished run. */
  void delete(RunbookRun run);

  /** What stands in the status of the service. */
  StatusPart read(ServiceView service);

  /** Writes the runbook's part of the status of the service. */
  void write(ServiceView service, StatusPart part);

  /** Deletes a pod if it still is that one; one that is gone already is no error. */
  void deletePod(ServiceView service, Change.Pod pod);

  /** The bounded ends of the logs of the pods that are not well. */
  List<LogTail> logs(ServiceView service);
}
