package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How pods are replaced, and how the clients of a pod that ends are sent away. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.terminationGracePeriodSeconds) || self.acceptSeconds + self.drainSeconds + 15 <= self.terminationGracePeriodSeconds",
    message =
        "terminationGracePeriodSeconds must be at least acceptSeconds + drainSeconds + 15, or clients would be cut off")
public record Rollout(
    @JsonPropertyDescription(
            "How long an ending pod still accepts connections, so that endpoints and load balancers notice, in seconds.")
        @Default("" + Rollout.ACCEPT_SECONDS)
        @Min(0) @Max(600) Integer acceptSeconds,
    @JsonPropertyDescription(
            "Drain window: time over which the clients of an ending pod are closed, spread evenly, in seconds.")
        @Default("" + Rollout.DRAIN_SECONDS)
        @Min(0) @Max(3600) Integer drainSeconds,
    @JsonPropertyDescription("Closes a second at most while draining.")
        @Default("" + Rollout.MAX_RATE)
        @Min(1) @Max(1000000) Integer maxCloseRate,
    @JsonPropertyDescription(
            "Grace period of the pods. Left out: acceptSeconds + drainSeconds + "
                + Rollout.MARGIN_SECONDS
                + ".")
        @Min(1) @Max(7200) @Nullable Integer terminationGracePeriodSeconds,
    @JsonPropertyDescription(
            "Pods above the wanted number during a rollout; new ones are ready before old ones drain."
                + " Left out: as many as there are pods, so that clients move once, to a new one."
                + " With fewer, some move to a pod that is itself replaced later.")
        @Min(1) @Max(100) @Nullable Integer maxSurge,
    @JsonPropertyDescription("How long a pod must be ready before it counts, in seconds.")
        @Default("" + Rollout.MIN_READY_SECONDS)
        @Min(0) @Max(600) Integer minReadySeconds,
    @JsonPropertyDescription(
            "Time without progress after which a rollout counts as failed, in seconds.")
        @Default("" + Rollout.DEADLINE_SECONDS)
        @Min(10) @Max(7200) Integer progressDeadlineSeconds,
    @JsonPropertyDescription(
            "How long a revision must have been healthy to be recorded as last known good, in seconds.")
        @Default("" + Rollout.HEALTHY_SECONDS)
        @Min(1) @Max(86400) Integer healthySeconds) {
  static final int ACCEPT_SECONDS = 5;
  static final int DRAIN_SECONDS = 20;
  static final int MAX_RATE = 2000;
  static final int MARGIN_SECONDS = 20;
  static final int MIN_READY_SECONDS = 2;
  static final int DEADLINE_SECONDS = 600;
  static final int HEALTHY_SECONDS = 120;

  public Rollout {
    acceptSeconds = acceptSeconds == null ? ACCEPT_SECONDS : acceptSeconds;
    drainSeconds = drainSeconds == null ? DRAIN_SECONDS : drainSeconds;
    maxCloseRate = maxCloseRate == null ? MAX_RATE : maxCloseRate;
    minReadySeconds = minReadySeconds == null ? MIN_READY_SECONDS : minReadySeconds;
    progressDeadlineSeconds =
        progressDeadlineSeconds == null ? DEADLINE_SECONDS : progressDeadlineSeconds;
    healthySeconds = healthySeconds == null ? HEALTHY_SECONDS : healthySeconds;
  }

  /** The rollout of a service whose spec names none. */
  public static Rollout defaults() {
    return new Rollout(
        ACCEPT_SECONDS,
        DRAIN_SECONDS,
        MAX_RATE,
        null,
        null,
        MIN_READY_SECONDS,
        DEADLINE_SECONDS,
        HEALTHY_SECONDS);
  }

  /** Grace period of the pods, in seconds. */
  public int gracePeriodSeconds() {
    return terminationGracePeriodSeconds == null
        ? acceptSeconds + drainSeconds + MARGIN_SECONDS
        : terminationGracePeriodSeconds;
  }

  /** When a draining server ends come what may: 5 s before Kubernetes would kill it. */
  public int deadlineSeconds() {
    return gracePeriodSeconds() - 5;
  }
}
