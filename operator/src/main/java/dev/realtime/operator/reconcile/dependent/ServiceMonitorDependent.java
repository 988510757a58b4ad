package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.runbook.MonitoringSpec;
import dev.realtime.operator.reconcile.ForeignKind;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells a Prometheus of the Prometheus Operator to scrape the pods, ready or not, through the
 * headless Service: it is the only one that has the port named management.
 */
public final class ServiceMonitorDependent implements ForeignDependent {
  @Override
  public ForeignKind kind() {
    return ForeignKind.SERVICE_MONITOR;
  }

  @Override
  public boolean dispensable(Situation situation) {
    return true;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().service();
  }

  @Override
  public Optional<GenericKubernetesResource> desired(Situation situation) {
    MonitoringSpec monitoring = situation.spec().monitoring();
    if (!monitoring.serviceMonitor() || monitoring.podMonitor()) {
      return Optional.empty();
    }
    return Optional.of(
        kind()
            .object(
                Monitors.meta(situation, name(situation)),
                Map.of(
                    "selector",
                    Map.of(
                        "matchLabels",
                        Map.of(
                            Names.INSTANCE,
                            situation.names().service(),
                            Names.COMPONENT,
                            Names.SERVER)),
                    "endpoints",
                    List.of(Monitors.endpoint(situation)))));
  }
}
