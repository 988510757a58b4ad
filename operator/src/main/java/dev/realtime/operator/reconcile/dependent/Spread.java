package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.workload.TopologySpread;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Pods over nodes and zones. */
final class Spread {
  private Spread() {}

  static List<TopologySpreadConstraint> of(TopologySpread spread, Map<String, String> selector) {
    String otherwise =
        switch (spread) {
          case OFF -> "";
          case PREFERRED -> "ScheduleAnyway";
          case REQUIRED -> "DoNotSchedule";
        };
    if (otherwise.isEmpty()) {
      return List.of();
    }
    return Stream.of("kubernetes.io/hostname", "topology.kubernetes.io/zone")
        .map(
            key ->
                new TopologySpreadConstraintBuilder()
                    .withMaxSkew(1)
                    .withTopologyKey(key)
                    .withWhenUnsatisfiable(otherwise)
                    .withNewLabelSelector()
                    .withMatchLabels(selector)
                    .endLabelSelector()
                    // Old and new pods of a rollout are spread apart from each other.
                    .withMatchLabelKeys("pod-template-hash")
                    .build())
        .toList();
  }
}
