package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * One revision of the configuration, immutable, named by its hash: what a rollback goes back to.
 * Old ones are removed by {@link dev.realtime.operator.reconcile.Revisions}.
 */
public final class ConfigSnapshotDependent implements Dependent<ConfigMap> {
  /** Label that tells snapshots from the ConfigMap in use; the value is the hash. */
  public static final String LABEL = "realtime.dev/config-snapshot";

  @Override
  public Class<ConfigMap> type() {
    return ConfigMap.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().configSnapshot(situation.lasting().hash());
  }

  @Override
  public Optional<ConfigMap> desired(Situation situation) {
    return Optional.of(
        new ConfigMapBuilder()
            .withMetadata(
                situation
                    .meta(name(situation), Names.SERVER)
                    .addToLabels(LABEL, situation.lasting().hash())
                    .build())
            .withImmutable(true)
            .withData(Map.of(Names.CONFIG_YAML, situation.lasting().yaml()))
            .build());
  }
}
