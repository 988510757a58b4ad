package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What is to be done, and for which service. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "(self.procedure == 'Repair') == has(self.symptom)",
    message = "symptom must be given for Repair, and for nothing else")
@ValidationRule(
    value =
        "self.service == oldSelf.service && self.procedure == oldSelf.procedure && self.trigger == oldSelf.trigger",
    message = "service, procedure and trigger cannot be changed: create another run")
@ValidationRule(
    value =
        "(has(self.parameters) == has(oldSelf.parameters)) && (!has(self.parameters) || self.parameters == oldSelf.parameters)",
    message = "parameters cannot be changed: create another run")
@ValidationRule(value = "self.mode != 'Off'", message = "a run cannot be Off: delete it instead")
@ValidationRule(
    value =
        "!['CapConcurrency', 'CacheResponses', 'OpenCircuit'].exists(p, p == self.procedure) || (has(self.parameters) && has(self.parameters.dependency))",
    message = "parameters.dependency must say which dependency this is about")
@ValidationRule(
    value =
        "!has(self.parameters) || !has(self.parameters.memory) || (isQuantity(string(self.parameters.memory)) && quantity(string(self.parameters.memory)).compareTo(quantity('16Mi')) >= 0)",
    message = "parameters.memory must be a quantity of at least 16Mi")
@ValidationRule(
    value =
        "!has(self.parameters) || !has(self.parameters.cpu) || (isQuantity(string(self.parameters.cpu)) && quantity(string(self.parameters.cpu)).compareTo(quantity('10m')) >= 0)",
    message = "parameters.cpu must be a quantity of at least 10m")
public record RunbookRunSpec(
    @JsonPropertyDescription("Name of the RealtimeService, in the same namespace.")
        @Required
        @Pattern("^[a-z]([-a-z0-9]{0,51}[a-z0-9])?$") String service,
    @JsonPropertyDescription("What to do.") @Required Procedure procedure,
    @JsonPropertyDescription("Who asked. A person leaves it out.") @Default("Person")
        Trigger trigger,
    @JsonPropertyDescription("The symptom to repair. Only for Repair.") @Nullable Symptom symptom,
    @JsonPropertyDescription("Why, for those who read the record later.") @Size(max = 512) @Nullable String reason,
    @JsonPropertyDescription("Parameters of the procedure.") ActionParameters parameters,
    @JsonPropertyDescription(
            "Auto carries it out, Approve waits for consent to the plan, DryRun only says what would be done. For a Repair the stricter of this and the policy of the service counts.")
        @Default("Auto")
        RunbookMode mode,
    @JsonPropertyDescription("Consent to the plan in status.") @Nullable Approval approval) {
  public RunbookRunSpec {
    trigger = trigger == null ? Trigger.PERSON : trigger;
    parameters = parameters == null ? ActionParameters.none() : parameters;
    mode = mode == null ? RunbookMode.AUTO : mode;
  }
}
