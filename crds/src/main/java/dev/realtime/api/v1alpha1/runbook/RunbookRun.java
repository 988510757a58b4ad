package dev.realtime.api.v1alpha1.runbook;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * One incident, or one procedure that a person asked for: what was seen, why, what was planned,
 * allowed, done, and what came of it. Every action of the operator on a workload has one.
 */
@Group("realtime.dev")
@Version("v1alpha1")
@ShortNames("rbr")
@Categories("realtime")
@AdditionalPrinterColumn(name = "Service", jsonPath = ".spec.service")
@AdditionalPrinterColumn(name = "Procedure", jsonPath = ".spec.procedure")
@AdditionalPrinterColumn(name = "Symptom", jsonPath = ".spec.symptom")
@AdditionalPrinterColumn(name = "Cause", jsonPath = ".status.cause")
@AdditionalPrinterColumn(name = "State", jsonPath = ".status.state")
@AdditionalPrinterColumn(name = "Summary", jsonPath = ".status.summary", priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
    value =
        "!has(self.spec.approval) || (has(oldSelf.spec.approval) && oldSelf.spec.approval =="
            + " self.spec.approval) || (has(self.status) && has(self.status.plan) &&"
            + " self.status.plan.hash == self.spec.approval.plan)",
    message =
        "the approval names a plan that is not the current one: read status.plan again, and approve"
            + " its hash")
public final class RunbookRun extends CustomResource<RunbookRunSpec, RunbookRunStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  /** Label that names the service of a run, so that its runs can be listed. */
  public static final String SERVICE_LABEL = "realtime.dev/service";

  @Override
  @Required
  public RunbookRunSpec getSpec() {
    return super.getSpec();
  }

  /** True while the run may still act or change. */
  public boolean open() {
    return getStatus() == null || getStatus().open();
  }
}
