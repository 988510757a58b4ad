package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies of {@link ActionParameters} with what the operator fills in. */
final class Asked {
  private Asked() {}

  static ActionParameters withReplicas(ActionParameters asked, int replicas) {
    return new ActionParameters(
        replicas,
        asked.revision(),
        asked.image(),
        asked.configuration(),
        asked.memory(),
        asked.cpu(),
        asked.dependency(),
        asked.concurrency(),
        asked.cacheSeconds(),
        asked.pods(),
        asked.message());
  }

  static ActionParameters withRevision(
      ActionParameters asked, String revision, @Nullable String image, String configuration) {
    return new ActionParameters(
        asked.replicas(),
        revision,
        image,
        configuration,
        asked.memory(),
        asked.cpu(),
        asked.dependency(),
        asked.concurrency(),
        asked.cacheSeconds(),
        asked.pods(),
        asked.message());
  }

  static ActionParameters withPods(ActionParameters asked, List<String> pods) {
    return new ActionParameters(
        asked.replicas(),
        asked.revision(),
        asked.image(),
        asked.configuration(),
        asked.memory(),
        asked.cpu(),
        asked.dependency(),
        asked.concurrency(),
        asked.cacheSeconds(),
        pods,
        asked.message());
  }

  static ActionParameters withMemory(ActionParameters asked, Quantity memory) {
    return new ActionParameters(
        asked.replicas(),
        asked.revision(),
        asked.image(),
        asked.configuration(),
        memory,
        asked.cpu(),
        asked.dependency(),
        asked.concurrency(),
        asked.cacheSeconds(),
        asked.pods(),
        asked.message());
  }

  static ActionParameters withLimits(
      ActionParameters asked, @Nullable Integer concurrency, @Nullable Integer cacheSeconds) {
    return new ActionParameters(
        asked.replicas(),
        asked.revision(),
        asked.image(),
        asked.configuration(),
        asked.memory(),
        asked.cpu(),
        asked.dependency(),
        concurrency,
        cacheSeconds,
        asked.pods(),
        asked.message());
  }
}
