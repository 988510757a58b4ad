package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import org.jspecify.annotations.Nullable;

/** Hears of runs: metrics, events and notifications. Must return at once and never throw. */
public interface RunListener {
  /**
   * A status has been written.
   *
   * @param before null for the first one
   */
  void changed(ServiceView service, @Nullable RunbookRunStatus before, RunbookRun run);

  /** Lets several hear. */
  static RunListener all(RunListener... listeners) {
    return (service, before, run) -> {
      for (RunListener listener : listeners) {
        listener.changed(service, before, run);
      }
    };
  }

  /** Hears nothing. */
  static RunListener deaf() {
    return (service, before, run) -> {};
  }
}
