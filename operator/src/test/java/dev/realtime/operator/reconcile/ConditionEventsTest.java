package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

final class ConditionEventsTest {
  @Test
  void namespaceThatIsBeingDeletedIsToldFromAPermissionThatIsMissing() {
    assertThat(ConditionEvents.isTerminating(forbidden("NamespaceTerminating"))).isTrue();
    assertThat(ConditionEvents.isTerminating(forbidden("Other"))).isFalse();
    assertThat(ConditionEvents.isTerminating(new KubernetesClientException("no answer"))).isFalse();
  }

  private static KubernetesClientException forbidden(String cause) {
    return new KubernetesClientException(
        new StatusBuilder()
            .withCode(403)
            .withReason("Forbidden")
            .withNewDetails()
            .addNewCause("metadata.namespace", "it is being terminated", cause)
            .endDetails()
            .build());
  }
}
