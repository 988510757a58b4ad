package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.diagnose.LogTail;
import dev.realtime.operator.remediate.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A cluster in memory that can be told to die: at its n-th write, before or after the write has
 * taken effect. The same rules on a real API server are in {@code KubernetesWorkspaceIT}.
 */
final class MemoryWorkspace implements Workspace {
  /** The operator is killed. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  final Map<String, RunbookRun> runs = new LinkedHashMap<>();
  final List<String> deletedPods = new ArrayList<>();
  final List<String> livePods = new ArrayList<>();
  final List<StatusPart> parts = new ArrayList<>();
  StatusPart part = StatusPart.empty();
  int writes;
  int killAt = -1;
  boolean killAfter;
  private long version;

  private void write(Runnable effect) {
    boolean dies = writes++ == killAt;
    if (dies && !killAfter) {
      throw new Killed();
    }
    effect.run();
    if (dies) {
      throw new Killed();
    }
  }

  @Override
  public List<RunbookRun> runs(ServiceView service) {
    return List.copyOf(runs.values());
  }

  @Override
  public RunbookRun create(RunbookRun run) {
    String name = run.getMetadata().getName();
    write(
        () -> {
          if (!runs.containsKey(name)) {
            run.getMetadata().setCreationTimestamp("2026-01-01T00:00:0" + runs.size() + "Z");
            run.getMetadata().setResourceVersion(Long.toString(++version));
            run.getMetadata().setGeneration(1L);
            runs.put(name, run);
          }
        });
    return runs.get(name);
  }

  @Override
  public RunbookRun writeStatus(RunbookRun run) {
    write(() -> runs.put(run.getMetadata().getName(), run));
    return run;
  }

  @Override
  public void delete(RunbookRun run) {
    write(() -> runs.remove(run.getMetadata().getName()));
  }

  @Override
  public StatusPart read(ServiceView service) {
    return part;
  }

  @Override
  public void write(ServiceView service, StatusPart newPart) {
    write(
        () -> {
          part = newPart;
          parts.add(newPart);
        });
  }

  @Override
  public void deletePod(ServiceView service, Change.Pod pod) {
    write(
        () -> {
          if (livePods.remove(pod.text())) {
            deletedPods.add(pod.text());
          }
        });
  }

  @Override
  public List<LogTail> logs(ServiceView service) {
    return List.of();
  }
}
