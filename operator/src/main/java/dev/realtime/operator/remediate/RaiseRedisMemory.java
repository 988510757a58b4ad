package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.RedisMemoryOverride;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.operator.signal.RedisFact;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;

/** More memory for the managed Redis, never above the ceiling. */
final class RaiseRedisMemory implements Remedy {
  @Override
  public Action action() {
    return Action.RAISE_REDIS_MEMORY;
  }

  @Override
  public Precondition prepare(RemedyContext context, ActionParameters asked) {
    Quantity ceiling = context.policy().ceilings().redisMemory();
    if (ceiling == null) {
      return new Precondition.Impossible("spec.runbook.ceilings.redisMemory is not set");
    }
    Optional<RedisFact.Memory> memory =
        context.facts().redis().value().filter(RedisFact::managed).map(RedisFact::memory);
    if (memory.isEmpty()) {
      return new Precondition.Impossible(
          "Redis is not managed by this resource, or its memory is not known");
    }
    Quantity wanted = asked.memory() == null ? ceiling : asked.memory();
    Quantity target = Quantities.min(wanted, ceiling);
    if (Quantities.value(target) <= memory.get().maxBytes()) {
      return new Precondition.Impossible(
          "Redis has " + memory.get().maxBytes() + " bytes already, the ceiling is " + ceiling);
    }
    return new Precondition.Ready(Asked.withMemory(asked, target));
  }

  @Override
  public Change change(RemedyContext context, RunStep step) {
    Quantity memory = step.parameters().memory();
    if (memory == null) {
      throw new IllegalStateException("step " + step.rung() + " of " + action() + " has no memory");
    }
    return new Change.SetOverrides(
        Overriding.redisMemory(
            context.overrides(),
            new RedisMemoryOverride(
                memory, context.run(), step.intendedAt(), context.generation())));
  }

  @Override
  public Effect verify(RemedyContext context, RunStep step) {
    double target = Quantities.value(step.parameters().memory());
    boolean raised =
        context
            .facts()
            .redis()
            .is(redis -> redis.memory() != null && redis.memory().maxBytes() >= target);
    return raised
        ? new Effect.Seen("Redis has " + step.parameters().memory())
        : new Effect.Pending("Redis does not have it yet");
  }

  @Override
  public String wayBack(RemedyContext context, RunStep step) {
    return "set the memory of Redis in the spec: a new generation drops the override";
  }
}
