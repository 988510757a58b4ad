package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.ForeignKind;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** In place of the ServiceMonitor, for a Prometheus that selects PodMonitors only. */
public final class PodMonitorDependent implements ForeignDependent {
  @Override
  public ForeignKind kind() {
    return ForeignKind.POD_MONITOR;
  }

  @Override
  public boolean dispensable(Situation situation) {
    return false;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().service();
  }

  @Override
  public Optional<GenericKubernetesResource> desired(Situation situation) {
    if (!situation.spec().monitoring().podMonitor()) {
      return Optional.empty();
    }
    return Optional.of(
        kind()
            .object(
                Monitors.meta(situation, name(situation)),
                Map.of(
                    "selector",
                    Monitors.selector(situation),
                    "podMetricsEndpoints",
                    List.of(Monitors.endpoint(situation)))));
  }
}
