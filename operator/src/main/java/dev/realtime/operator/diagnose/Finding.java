package dev.realtime.operator.diagnose;

import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Evidence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cause that the evidence speaks for.
 *
 * @param confidence in percent
 * @param why the cause with its figures, as one clause without a full stop
 * @param subject name of the dependency the cause is about, null if it is about none
 */
public record Finding(
    Cause cause, int confidence, String why, List<Evidence> evidence, @Nullable String subject) {
  public Finding {
    evidence = List.copyOf(evidence);
    if (confidence < 0 || confidence > 100) {
      throw new IllegalArgumentException("confidence is a percentage, not " + confidence);
    }
  }
}
