package dev.realtime.operator.diagnose;

import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Named factories for the parameters of the rungs. */
final class Parameters {
  static final ActionParameters NONE = ActionParameters.none();

  private Parameters() {}

  static ActionParameters replicas(int replicas) {
    return of(replicas, null, null, null, null, null);
  }

  static ActionParameters memory(Quantity memory) {
    return of(null, memory, null, null, null, null);
  }

  static ActionParameters cpu(Quantity cpu) {
    return of(null, null, cpu, null, null, null);
  }

  static ActionParameters concurrency(Finding about, int concurrency) {
    return of(null, null, null, about.subject(), concurrency, null);
  }

  static ActionParameters cache(Finding about, int seconds) {
    return of(null, null, null, about.subject(), null, seconds);
  }

  static ActionParameters dependency(Finding about) {
    return of(null, null, null, about.subject(), null, null);
  }

  private static ActionParameters of(
      @Nullable Integer replicas,
      @Nullable Quantity memory,
      @Nullable Quantity cpu,
      @Nullable String dependency,
      @Nullable Integer concurrency,
      @Nullable Integer cacheSeconds) {
    return new ActionParameters(
        replicas,
        null,
        null,
        null,
        memory,
        cpu,
        dependency,
        concurrency,
        cacheSeconds,
        List.of(),
        null);
  }
}
