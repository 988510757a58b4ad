package dev.realtime.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.realtime.api.v1alpha1.runbook.ChecklistItem;
import dev.realtime.api.v1alpha1.runbook.IncidentStatus;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.SymptomStatus;
import dev.realtime.api.v1alpha1.status.RedisStatus;
import dev.realtime.api.v1alpha1.status.ReplicaStatus;
import dev.realtime.api.v1alpha1.status.RevisionStatus;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a service is. Two writers share it by server-side apply: the reconciler everything up to the
 * conditions, the runbook the four fields after them.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@SchemaCustomizer(ConditionSchema.class)
public record RealtimeServiceStatus(
    @JsonPropertyDescription("Generation of the spec this status is about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Pods there are.") @StatusReplicas @Nullable Integer replicas,
    @JsonPropertyDescription("Pods that serve clients.") @Nullable Integer readyReplicas,
    @JsonPropertyDescription("Pods of the newest revision.") @Nullable Integer updatedReplicas,
    @JsonPropertyDescription("Selector of the pods, for autoscalers.")
        @LabelSelector
        @Size(max = 1024) @Nullable String selector,
    @JsonPropertyDescription("Who decides the number of replicas.") @Nullable ReplicaStatus scale,
    @JsonPropertyDescription(
            "Client connections of all pods. Left out: it could not be measured. Above 100 rounded to two digits, so that it does not change all the time.")
        @Nullable Long connections,
    @JsonPropertyDescription("How Redis is.") @Nullable RedisStatus redis,
    @JsonPropertyDescription("Revision that is rolled out.") @Nullable RevisionStatus revision,
    @JsonPropertyDescription("Newest revision that was healthy for spec.rollout.healthySeconds.")
        @Nullable RevisionStatus lastKnownGood,
    @JsonPropertyDescription(
            "Operator that looks after the service: namespace and name of its Lease, as in realtime-system/realtime-operator. Another one leaves the service alone while that Lease is renewed.")
        @Size(max = 320) @Nullable String operator,
    @JsonPropertyDescription(
            "Conditions: Ready, Available, Progressing, RedisHealthy, Degraded, MaintenanceMode, Paused, ReplicasHeld.")
        @Size(max = 20) List<Condition> conditions,
    @JsonPropertyDescription("The on-call checklist, evaluated all the time.") @Size(max = 50) @Nullable List<ChecklistItem> checklist,
    @JsonPropertyDescription("The incident the service is in.") @Nullable IncidentStatus incident,
    @JsonPropertyDescription("Symptoms that are not simply absent.") @Size(max = 10) @Nullable List<SymptomStatus> symptoms,
    @JsonPropertyDescription("What is rendered in place of what the spec says.")
        @Nullable Overrides overrides) {

  public RealtimeServiceStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** The status before anything has been observed. */
  public static RealtimeServiceStatus empty() {
    return new RealtimeServiceStatus(
        null, null, null, null, null, null, null, null, null, null, null, List.of(), null, null,
        null, null);
  }

  /** The condition of that type, if it has been reported. */
  public Optional<Condition> condition(String type) {
    return conditions.stream().filter(condition -> type.equals(condition.getType())).findFirst();
  }

  /** True if the condition of that type has status True. */
  public boolean isTrue(String type) {
    return condition(type).filter(condition -> "True".equals(condition.getStatus())).isPresent();
  }
}
