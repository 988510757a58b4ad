package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.Optional;

/** Identity of the pods. They never talk to the API server, so no token is mounted. */
public final class ServiceAccountDependent implements Dependent<ServiceAccount> {
  @Override
  public Class<ServiceAccount> type() {
    return ServiceAccount.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().service();
  }

  @Override
  public Optional<ServiceAccount> desired(Situation situation) {
    var meta = situation.meta(name(situation), Names.SERVER);
    if (!situation.spec().pod().serviceAccountAnnotations().isEmpty()) {
      meta.withAnnotations(situation.spec().pod().serviceAccountAnnotations());
    }
    return Optional.of(
        new ServiceAccountBuilder()
            .withMetadata(meta.build())
            .withAutomountServiceAccountToken(false)
            .build());
  }
}
