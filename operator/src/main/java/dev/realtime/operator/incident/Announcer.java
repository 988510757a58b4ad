package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import java.util.List;

/** Hands over what people should hear of a run. Returns at once, and never throws. */
@FunctionalInterface
public interface Announcer {
  /**
   * Called again and again while the run is open, and for an hour after.
   *
   * @return what has been delivered since, to be remembered in {@code status.notified}
   */
  List<String> announce(ServiceView service, RunbookRun run);

  /** Tells nobody. */
  static Announcer silent() {
    return (service, run) -> List.of();
  }
}
