package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.diagnose.LogTail;
import dev.realtime.operator.remediate.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Another workspace, with an operator that dies at its n-th write, before or after it is done. */
final class KillableWorkspace implements Workspace {
  /** The operator is killed. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** What was written, or was to be written, in order; said so that a person can read it. */
  final List<String> points = new ArrayList<>();

  /** What was written into the service's status. */
  final List<StatusPart> parts = new ArrayList<>();

  private final int killAt;
  private final boolean after;
  private Workspace delegate;

  KillableWorkspace(Workspace delegate, int killAt, boolean after) {
    this.delegate = delegate;
    this.killAt = killAt;
    this.after = after;
  }

  /** The next process has a workspace of its own. */
  void replace(Workspace another) {
    delegate = another;
  }

  private <T> T write(String what, Supplier<T> effect) {
    boolean dies = points.size() == killAt;
    points.add(what);
    if (dies && !after) {
      throw new Killed();
    }
    T result = effect.get();
    if (dies) {
      throw new Killed();
    }
    return result;
  }

  @Override
  public List<RunbookRun> runs(ServiceView service) {
    return delegate.runs(service);
  }

  @Override
  public RunbookRun create(RunbookRun run) {
    return write("run created", () -> delegate.create(run));
  }

  @Override
  public RunbookRun writeStatus(RunbookRun run) {
    return write("run " + run.getStatus().state(), () -> delegate.writeStatus(run));
  }

  @Override
  public void delete(RunbookRun run) {
    write(
        "run deleted",
        () -> {
          delegate.delete(run);
          return run;
        });
  }

  @Override
  public StatusPart read(ServiceView service) {
    return delegate.read(service);
  }

  @Override
  public void write(ServiceView service, StatusPart part) {
    boolean overridden = parts.isEmpty() || !parts.getLast().overrides().equals(part.overrides());
    write(
        overridden && !points.isEmpty() ? "overrides" : "service status",
        () -> {
          delegate.write(service, part);
          parts.add(part);
          return part;
        });
  }

  @Override
  public void deletePod(ServiceView service, Change.Pod pod) {
    write(
        "pod deleted",
        () -> {
          delegate.deletePod(service, pod);
          return pod;
        });
  }

  @Override
  public List<LogTail> logs(ServiceView service) {
    return delegate.logs(service);
  }
}
