package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far a run is, and everything that happened in it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunbookRunStatus(
    @JsonPropertyDescription("Generation of the spec this status is about.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Where the run stands.") @Required RunState state,
    @JsonPropertyDescription("All of it in one sentence.") @Required @Size(max = 1024) String summary,
    @JsonPropertyDescription("Why the symptom is there, as far as the evidence says.")
        @Nullable Cause cause,
    @JsonPropertyDescription("How sure of the cause, in percent.") @Min(0) @Max(100) @Nullable Integer confidence,
    @JsonPropertyDescription("What the diagnosis rests on.") @Size(max = 20) List<Evidence> evidence,
    @JsonPropertyDescription("What is to be done.") @Nullable Plan plan,
    @JsonPropertyDescription("The last approval, accepted or not.")
        @Nullable GrantedApproval approval,
    @JsonPropertyDescription("What was done.") @Size(max = 30) List<RunStep> steps,
    @JsonPropertyDescription("What was held back, and why. The newest ones.") @Size(max = 20) List<Refusal> refusals,
    @JsonPropertyDescription("Generation of the service the run was opened for.")
        @Nullable Long serviceGeneration,
    @JsonPropertyDescription(
            "Uid of the service the run was opened for: a later one of the same name is another.")
        @Nullable String serviceUid,
    @JsonPropertyDescription("When the symptom was first seen.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant suspectedAt,
    @JsonPropertyDescription("When it had held long enough, or the procedure was asked for.")
        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant detectedAt,
    @JsonPropertyDescription("When the plan stood.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant decidedAt,
    @JsonPropertyDescription("When the first action had been applied.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant actedAt,
    @JsonPropertyDescription("When the symptom was gone.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant recoveredAt,
    @JsonPropertyDescription("When the run was over.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant finishedAt,
    @JsonPropertyDescription("Notifications handed over, so that none is sent twice.")
        @Size(max = 200) List<String> notified) {
  public RunbookRunStatus {
    evidence = evidence == null ? List.of() : List.copyOf(evidence);
    steps = steps == null ? List.of() : List.copyOf(steps);
    refusals = refusals == null ? List.of() : List.copyOf(refusals);
    notified = notified == null ? List.of() : List.copyOf(notified);
  }

  /** True while the run may still act or change. */
  @JsonIgnore
  public boolean open() {
    return finishedAt == null;
  }
}
