package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Optional;

/** Names each Sentinel, ready or not. */
public final class SentinelServiceDependent implements Dependent<Service> {
  @Override
  public Class<Service> type() {
    return Service.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().sentinel();
  }

  @Override
  public Optional<Service> desired(Situation situation) {
    return ManagedRedisPods.replicated(situation)
        .map(
            _ -> PodNames.service(situation, name(situation), Names.SENTINEL, Names.SENTINEL_PORT));
  }
}
