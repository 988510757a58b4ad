package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the pods read. Only {@code config.yaml} and what the management port accepts are owned here;
 * the key {@code MAINTENANCE_MODE} has several writers and rules of its own, see {@link
 * dev.realtime.operator.reconcile.handover.MaintenanceHandover}.
 */
public final class ConfigDependent implements Dependent<ConfigMap> {
  @Override
  public Class<ConfigMap> type() {
    return ConfigMap.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().config();
  }

  @Override
  public Optional<ConfigMap> desired(Situation situation) {
    Map<String, String> data = new TreeMap<>();
    data.put(Names.CONFIG_YAML, situation.configuration().yaml());
    if (situation.managementTokens() != null) {
      data.put(Names.MANAGEMENT_TOKENS, situation.managementTokens());
    }
    return Optional.of(
        new ConfigMapBuilder()
            .withMetadata(situation.meta(name(situation), Names.SERVER).build())
            .withData(data)
            .build());
  }
}
