package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.workload.TopologySpread;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two Redis, or two Sentinels, on one node are lost together: they are kept apart, as strictly as
 * {@code spec.pod.topologySpread} says.
 */
final class RedisSpread {
  private RedisSpread() {}

  static @Nullable Affinity affinity(Situation situation, String component) {
    PodAffinityTerm apart =
        new PodAffinityTermBuilder()
            .withTopologyKey("kubernetes.io/hostname")
            .withNewLabelSelector()
            .withMatchLabels(situation.names().selector(component))
            .endLabelSelector()
            .build();
    return switch (spread(situation)) {
      case OFF -> null;
      case PREFERRED ->
          new AffinityBuilder()
              .withNewPodAntiAffinity()
              .withPreferredDuringSchedulingIgnoredDuringExecution(
                  new WeightedPodAffinityTerm(apart, 100))
              .endPodAntiAffinity()
              .build();
      case REQUIRED ->
          new AffinityBuilder()
              .withNewPodAntiAffinity()
              .withRequiredDuringSchedulingIgnoredDuringExecution(apart)
              .endPodAntiAffinity()
              .build();
    };
  }

  static List<TopologySpreadConstraint> zones(Situation situation, String component) {
    if (spread(situation) == TopologySpread.OFF) {
      return List.of();
    }
    Map<String, String> selector = situation.names().selector(component);
    return List.of(
        new TopologySpreadConstraintBuilder()
            .withMaxSkew(1)
            .withTopologyKey("topology.kubernetes.io/zone")
            .withWhenUnsatisfiable(
                spread(situation) == TopologySpread.REQUIRED ? "DoNotSchedule" : "ScheduleAnyway")
            .withNewLabelSelector()
            .withMatchLabels(selector)
            .endLabelSelector()
            .build());
  }

  private static TopologySpread spread(Situation situation) {
    return situation.spec().pod().topologySpread();
  }
}
