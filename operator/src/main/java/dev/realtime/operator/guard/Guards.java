package dev.realtime.operator.guard;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.WorkloadFact;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Asks every guard, in the order in which they stand in the package's guide. */
public final class Guards {
  /** The annotation that stops the operator from changing anything about a service. */
  public static final String PAUSE_ANNOTATION = "realtime.dev/paused";

  /** The names that guards give in their answers. */
  public static final List<String> NAMES =
      List.of(
          "pause",
          "mode",
          "maintenance-window",
          "storm",
          "rollout",
          "data-safety",
          "cool-down",
          "budget");

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Decision ALLOW = new Decision.Allow();

  private final StormGuard storm;

  /** With a storm guard of its own size. */
  public Guards(StormGuard storm) {
    this.storm = storm;
  }

  /** The first answer that is not Allow, or Allow. */
  public Decision decide(GuardRequest request) {
    if (request.action() == Action.ESCALATE) {
      return request.mode() == RunbookMode.DRY_RUN ? new Decision.DryRun() : ALLOW;
    }
    List<Function<GuardRequest, Decision>> guards =
        request.askedByPerson()
            ? List.of(Guards::pause, Guards::rollout, Guards::data, Guards::consent)
            : List.of(
                Guards::pause,
                Guards::off,
                Guards::window,
                storm::decide,
                Guards::rollout,
                Guards::data,
                Guards::coolDown,
                Guards::budget,
                Guards::consent);
    for (Function<GuardRequest, Decision> guard : guards) {
      Decision decision = guard.apply(request);
      if (!(decision instanceof Decision.Allow)) {
        return decision;
      }
    }
    return ALLOW;
  }

  private static Decision pause(GuardRequest request) {
    return request.paused()
        ? new Decision.Hold("pause", "the service carries the annotation " + PAUSE_ANNOTATION, null)
        : ALLOW;
  }

  private static Decision off(GuardRequest request) {
    return request.mode() == RunbookMode.OFF
        ? new Decision.Refuse(
            "mode", "spec.runbook does not allow " + request.action() + " (mode Off)")
        : ALLOW;
  }

  private static Decision window(GuardRequest request) {
    try {
      return Windows.endOfCurrent(request.policy().maintenanceWindows(), request.now())
          .<Decision>map(
              end ->
                  new Decision.Hold("maintenance-window", "planned work goes on until " + end, end))
          .orElse(ALLOW);
    } catch (DateTimeException e) {
      // The API server checks names against a database of its own, which may know more of them.
      return new Decision.Refuse(
          "maintenance-window",
          "spec.runbook.maintenanceWindows cannot be read, so planned work cannot be told: "
              + e.getMessage());
    }
  }

  /**
   * Replacing the server's pods while they are being replaced hides which of the two did what.
   * Redis has pods of its own, whose replacement data safety looks at: a Redis that hangs in the
   * middle of a rollout is not left hanging for as long as the clients drain. Nor does the run wait
   * for the rollout of its own last action, which has had its time: pods that crash end no rollout.
   */
  private static Decision rollout(GuardRequest request) {
    if (request.action().kind() != Action.Kind.ROLLING || request.ownRollout()) {
      return ALLOW;
    }
    // These two end a rollout that went wrong; waiting for it to finish would be absurd.
    if (request.action() == Action.ROLLBACK || request.action() == Action.RESTORE_CONFIGURATION) {
      return ALLOW;
    }
    return switch (request.facts().workload()) {
      case Fact.Unknown<WorkloadFact>(String why, var _) ->
          new Decision.Hold(
              "rollout", "it is not known whether a rollout is in progress: " + why, null);
      case Fact.Known<WorkloadFact>(WorkloadFact workload, var _) ->
          workload.rolloutInProgress() && !workload.rolloutStuck()
              ? new Decision.Hold("rollout", "a rollout is in progress", null)
              : ALLOW;
    };
  }

  private static Decision data(GuardRequest request) {
    return request.action().kind() == Action.Kind.TOUCHES_DATA
        ? DataSafety.decide(request.facts().redis(), request.policy().acceptRedisDataLoss())
        : ALLOW;
  }

  /** A new generation of the spec clears it: somebody has changed what the last action met. */
  private static Decision coolDown(GuardRequest request) {
    Duration coolDown = request.policy().coolDownOf(request.action());
    Instant until =
        request.history().stream()
            .filter(past -> past.action() == request.action())
            .filter(past -> past.generation() == request.generation())
            .map(past -> past.at().plus(coolDown))
            .max(Instant::compareTo)
            .orElse(Instant.MIN);
    return until.isAfter(request.now())
        ? new Decision.Hold(
            "cool-down",
            request.action() + " was done less than " + coolDown.toSeconds() + " s ago",
            until)
        : ALLOW;
  }

  /**
   * Giving back costs nothing, and maintenance mode is what the design has for when the budget is
   * used up: a bound on attempts to repair is none on the admission that they have failed.
   */
  private static Decision budget(GuardRequest request) {
    if (request.action() == Action.GIVE_BACK || request.action() == Action.MAINTENANCE_ON) {
      return ALLOW;
    }
    int perIncident = request.policy().budget().actionsPerIncident();
    if (request.actionsInRun() >= perIncident) {
      return new Decision.Refuse("budget", "this incident has had its " + perIncident + " actions");
    }
    int perHour = request.policy().budget().actionsPerHour();
    Instant from = request.now().minus(HOUR);
    long done =
        request.history().stream()
            .filter(past -> past.at().isAfter(from))
            .filter(past -> past.action() != Action.GIVE_BACK && past.action() != Action.ESCALATE)
            .count();
    return done >= perHour
        ? new Decision.Refuse(
            "budget", done + " actions within the last hour, " + perHour + " are allowed")
        : ALLOW;
  }

  private static Decision consent(GuardRequest request) {
    return switch (request.mode()) {
      case DRY_RUN -> new Decision.DryRun();
      case APPROVE -> request.approved() ? ALLOW : new Decision.NeedsApproval();
      case AUTO, OFF -> ALLOW;
    };
  }
}
