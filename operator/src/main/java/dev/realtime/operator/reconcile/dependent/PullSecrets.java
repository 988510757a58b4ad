package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import java.util.List;

/** What images are pulled with: the server's, Redis' and the Sentinels' are in one registry. */
final class PullSecrets {
  private PullSecrets() {}

  /** References to the Secrets that the spec names; empty where it names none. */
  static List<LocalObjectReference> of(Situation situation) {
    return situation.spec().pod().imagePullSecrets().stream()
        .map(LocalObjectReference::new)
        .toList();
  }
}
