package dev.realtime.operator.diagnose;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.DependencyPolicy;
import dev.realtime.api.v1alpha1.runbook.PlannedAction;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.WorkloadFact;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the ladder of actions for the causes found, within what the spec allows. What it does not
 * allow is not on the ladder but in the words of the escalation that ends every ladder.
 */
public final class Planner {
  /** How much more is asked for first: enough to matter, little enough to give back. */
  private static final double STEP = 1.5;

  private static final int MEBIBYTE = 1 << 20;

  private final RunbookSpec policy;
  private final List<Dependency> dependencies;
  private final Facts facts;
  private final List<PlannedAction> ladder = new ArrayList<>();
  private final List<String> notAllowed = new ArrayList<>();

  private Planner(RunbookSpec policy, List<Dependency> dependencies, Facts facts) {
    this.policy = policy;
    this.dependencies = dependencies;
    this.facts = facts;
  }

  /** The ladder for what was found. Never empty; ends with {@link Action#ESCALATE}. */
  public static List<PlannedAction> plan(
      Diagnosis diagnosis, RunbookSpec policy, List<Dependency> dependencies, Facts facts) {
    var planner = new Planner(policy, dependencies, facts);
    diagnosis.findings().forEach(planner::rungsFor);
    return planner.finish(diagnosis.leading());
  }

  private void rungsFor(Finding finding) {
    switch (finding.cause()) {
      case REDIS_UNREACHABLE -> restartRedis(finding);
      case REDIS_MEMORY -> raiseRedisMemory(finding);
      case BAD_ROLLOUT -> add(Action.ROLLBACK, Parameters.NONE, finding.why());
      case CONFIGURATION_INVALID -> {
        add(Action.RESTORE_CONFIGURATION, Parameters.NONE, finding.why());
        add(Action.ROLLBACK, Parameters.NONE, "if the configuration alone is not it");
      }
      case DATABASE_UNREACHABLE, DATABASE_EXHAUSTED -> capConcurrency(finding);
      case DOWNSTREAM_FAILING, DOWNSTREAM_SLOW -> relieveDownstream(finding);
      case RESOURCES_HIGH -> {
        scaleUp(finding.why(), 1);
        scaleUp("if the first step is not enough", 2);
      }
      case OUT_OF_MEMORY -> {
        raiseMemory(finding);
        scaleUp(finding.why(), 1);
      }
      case THROTTLED -> {
        raiseCpu(finding);
        scaleUp(finding.why(), 1);
      }
      case EVICTED -> scaleUp(finding.why(), 1);
      case UNSCHEDULABLE -> notAllowed.add("more pods would find no node either");
      case CONNECTION_LIMIT, SHEDDING -> emergencyScale(finding);
      case UNRESPONSIVE -> add(Action.RESTART, Parameters.NONE, finding.why());
      case REDIS_SLOW, DATABASE_SLOW, UNKNOWN -> {}
    }
  }

  private void restartRedis(Finding finding) {
    if (facts.redis().is(RedisFact::managed)) {
      add(Action.RESTART_REDIS, Parameters.NONE, finding.why());
    } else {
      notAllowed.add("Redis is not managed by this resource and is not touched");
    }
  }

  private void raiseRedisMemory(Finding finding) {
    Quantity ceiling = policy.ceilings().redisMemory();
    RedisFact redis = facts.redis().value().orElse(null);
    if (redis == null || !redis.managed() || redis.memory() == null) {
      notAllowed.add("Redis is not managed by this resource and is not touched");
      return;
    }
    raise(
        Action.RAISE_REDIS_MEMORY,
        memory("Redis memory", (double) redis.memory().maxBytes(), ceiling, "redisMemory"),
        finding);
  }

  private void raiseMemory(Finding finding) {
    Double limit = facts.workload().value().map(WorkloadFact::memoryLimit).orElse(null);
    if (limit == null) {
      return;
    }
    raise(
        Action.RAISE_LIMIT,
        memory("the memory limit", limit, policy.ceilings().memory(), "memory"),
        finding);
  }

  private void raiseCpu(Finding finding) {
    Double limit = facts.workload().value().map(WorkloadFact::cpuLimit).orElse(null);
    Quantity ceiling = policy.ceilings().cpu();
    if (limit == null) {
      return;
    }
    if (ceiling == null) {
      notAllowed.add("the CPU limit may not be raised: " + where("cpu") + " is not set");
      return;
    }
    double most = ceiling.getNumericalAmount().doubleValue();
    if (most <= limit) {
      notAllowed.add("the CPU limit is at " + where("cpu") + " already");
      return;
    }
    raise(
        Action.RAISE_LIMIT,
        DoubleStream.of(Math.min(limit * STEP, most), most)
            .mapToObj(cores -> Parameters.cpu(new Quantity(Math.round(cores * 1000) + "m")))
            .toList(),
        finding);
  }

  /** One step first, which mostly is enough; if it is not, all that the ceiling allows. */
  private void raise(Action action, List<ActionParameters> steps, Finding finding) {
    String why = finding.why();
    for (ActionParameters step : steps) {
      add(action, step, why);
      why = "if the first step is not enough, all that the ceiling allows";
    }
  }

  private List<ActionParameters> memory(
      String what, double now, @Nullable Quantity ceiling, String field) {
    if (ceiling == null) {
      notAllowed.add(what + " may not be raised: " + where(field) + " is not set");
      return List.of();
    }
    double most = mebibytes(ceiling.getNumericalAmount().doubleValue());
    double first = Math.min(mebibytes(now * STEP), most);
    if (first * MEBIBYTE <= now) {
      notAllowed.add(what + " is at " + where(field) + " (" + ceiling + ") already");
      return List.of();
    }
    return DoubleStream.of(first, most)
        .mapToObj(size -> Parameters.memory(new Quantity((long) size + "Mi")))
        .toList();
  }

  private static double mebibytes(double bytes) {
    return Math.floor(bytes / MEBIBYTE);
  }

  private void capConcurrency(Finding finding) {
    DependencyPolicy allowed = policyOf(finding);
    if (allowed == null || allowed.concurrencyCap() == null) {
      notAllowed.add(
          "calls to "
              + finding.subject()
              + " may not be capped: its policy.concurrencyCap is not set");
      return;
    }
    add(
        Action.CAP_CONCURRENCY,
        Parameters.concurrency(finding, allowed.concurrencyCap()),
        finding.why());
  }

  private void relieveDownstream(Finding finding) {
    DependencyPolicy allowed = policyOf(finding);
    if (allowed != null && allowed.cacheSeconds() != null) {
      add(Action.CACHE_RESPONSES, Parameters.cache(finding, allowed.cacheSeconds()), finding.why());
    } else {
      notAllowed.add(
          "answers of "
              + finding.subject()
              + " may not be cached: its policy.cacheSeconds is not set");
    }
    if (allowed != null && allowed.openCircuit()) {
      add(Action.OPEN_CIRCUIT, Parameters.dependency(finding), finding.why());
    } else {
      notAllowed.add(
          "calls to " + finding.subject() + " may not be stopped: its policy.openCircuit is false");
    }
  }

  /** Adds the first or second step of scaling up, unless the ceiling leaves no room for it. */
  private void scaleUp(String why, int step) {
    int now = facts.workload().value().map(WorkloadFact::desired).orElse(0);
    int ceiling = policy.ceilings().replicas();
    int before = now;
    int target = now;
    for (int i = 0; i < step; i++) {
      before = target;
      target = Math.min(ceiling, Math.max(target + 1, (int) Math.ceil(target * STEP)));
    }
    if (now > 0 && target > before) {
      add(Action.SCALE_UP, Parameters.replicas(target), why);
    } else {
      notAllowed.add("no more replicas than " + where("replicas") + " (" + ceiling + ")");
    }
  }

  private void emergencyScale(Finding finding) {
    int now = facts.workload().value().map(WorkloadFact::desired).orElse(0);
    int target = Math.min(policy.emergencyReplicas(), policy.ceilings().replicas());
    if (target > now) {
      add(Action.EMERGENCY_SCALE, Parameters.replicas(target), finding.why());
    } else {
      notAllowed.add("there are " + now + " replicas already, and " + target + " in an emergency");
    }
  }

  private List<PlannedAction> finish(Finding leading) {
    // A raised limit has replaced every pod already.
    if (leading.cause() == Cause.CONFIGURATION_INVALID
        || (leading.cause() == Cause.OUT_OF_MEMORY
            && ladder.stream().noneMatch(rung -> rung.action() == Action.RAISE_LIMIT))) {
      add(Action.RESTART, Parameters.NONE, "if nothing before helped");
    }
    if (policy.maintenanceWhenHelpless()) {
      add(Action.MAINTENANCE_ON, Parameters.NONE, "nothing else helped");
    }
    String reason = leading.why();
    if (!notAllowed.isEmpty()) {
      reason += ". Not done: " + String.join("; ", notAllowed.stream().distinct().toList());
    }
    add(Action.ESCALATE, Parameters.NONE, reason);
    return List.copyOf(ladder);
  }

  private @Nullable DependencyPolicy policyOf(Finding finding) {
    return dependencies.stream()
        .filter(dependency -> dependency.name().equals(finding.subject()))
        .map(Dependency::policy)
        .findFirst()
        .orElse(null);
  }

  private void add(Action action, ActionParameters parameters, String why) {
    var rung = new PlannedAction(action, parameters, Redaction.redactAndBound(why, 1024));
    boolean there =
        ladder.stream()
            .anyMatch(other -> other.action() == action && other.parameters().equals(parameters));
    if (!there) {
      ladder.add(rung);
    }
  }

  private static String where(String field) {
    return "spec.runbook.ceilings." + field;
  }
}
