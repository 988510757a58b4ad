package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.Approval;
import dev.realtime.api.v1alpha1.runbook.GrantedApproval;
import dev.realtime.api.v1alpha1.runbook.Plan;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * People's consent. The API server already refuses an approval that names another plan than the
 * current one; it is looked at again here, since the plan may have changed in between, and since a
 * run may be created with an approval in it.
 */
final class Approvals {
  private Approvals() {}

  /** Whether the current plan has been approved. */
  static boolean granted(RunInput in) {
    GrantedApproval taken = in.status().approval();
    Plan plan = in.status().plan();
    return taken != null && taken.accepted() && plan != null && taken.plan().equals(plan.hash());
  }

  /** The status with a new approval taken up, or refused; empty if there is none to look at. */
  static Optional<RunbookRunStatus> next(RunInput in) {
    Approval asked = in.run().getSpec().approval();
    Plan plan = in.status().plan();
    if (asked == null || plan == null) {
      return Optional.empty();
    }
    GrantedApproval taken = in.status().approval();
    boolean accepted = asked.plan().equals(plan.hash());
    if (taken != null
        && taken.plan().equals(asked.plan())
        && taken.by().equals(asked.by())
        && taken.accepted() == accepted) {
      return Optional.empty();
    }
    Optional<ManagedFieldsEntry> writer = writer(in);
    var granted =
        new GrantedApproval(
            asked.plan(),
            asked.by(),
            writer.map(ManagedFieldsEntry::getManager).orElse(null),
            writer.map(ManagedFieldsEntry::getTime).map(Instant::parse).orElse(in.now()),
            accepted);
    String summary =
        accepted
            ? "plan " + plan.hash() + " approved by " + asked.by()
            : "approval by "
                + asked.by()
                + " refused: it is about plan "
                + asked.plan()
                + ", and the plan is "
                + plan.hash()
                + " now";
    return Optional.of(
        new StatusDraft(in.status())
            .approval(granted)
            .state(accepted ? RunState.PENDING : in.status().state(), summary)
            .build());
  }

  /** Who wrote spec.approval last, as the API server keeps it. */
  private static Optional<ManagedFieldsEntry> writer(RunInput in) {
    return in.run().getMetadata().getManagedFields().stream()
        .filter(entry -> entry.getFieldsV1() != null && entry.getTime() != null)
        .filter(
            entry ->
                entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> s
                    && s.containsKey("f:approval"))
        .max(Comparator.comparing(ManagedFieldsEntry::getTime));
  }
}
