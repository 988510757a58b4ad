package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RedisFact.RedisPod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Deletes the pods of a managed Redis that do not answer; its StatefulSet makes them again. The
 * uids of the pods meant are written down first, so that a repeated step finds them gone and does
 * nothing.
 */
final class RestartRedis implements Remedy {
  @Override
  public Action action() {
    return Action.RESTART_REDIS;
  }

  @Override
  public Precondition prepare(RemedyContext context, ActionParameters asked) {
    Optional<RedisFact> redis = context.facts().redis().value();
    if (redis.isEmpty()) {
      return new Precondition.Unknown("the state of Redis is not known");
    }
    if (!redis.get().managed()) {
      return new Precondition.Impossible("Redis is not managed by this resource");
    }
    List<RedisPod> pods = redis.get().pods();
    Optional<RedisPod> starting = pods.stream().filter(RedisPod::starting).findFirst();
    if (starting.isPresent()) {
      return new Precondition.Unknown(
          starting.get().name()
              + " is starting up, and may be reading its data set in; a restart begins anew");
    }
    List<RedisPod> broken = pods.stream().filter(pod -> !pod.ready()).toList();
    List<RedisPod> meant = broken.isEmpty() && pods.size() == 1 ? pods : broken;
    if (meant.isEmpty()) {
      return new Precondition.Impossible(
          pods.isEmpty()
              ? "Redis has no pods"
              : "all " + pods.size() + " pods of Redis are ready: failing over is its Sentinels'");
    }
    return new Precondition.Ready(
        Asked.withPods(
            asked,
            meant.stream().map(pod -> new Change.Pod(pod.name(), pod.uid()).text()).toList()));
  }

  @Override
  public Change change(RemedyContext context, RunStep step) {
    return new Change.DeletePods(step.parameters().pods().stream().map(Change.Pod::parse).toList());
  }

  @Override
  public Effect verify(RemedyContext context, RunStep step) {
    return switch (context.facts().redis()) {
      case Fact.Unknown<RedisFact>(String why, Instant _) -> new Effect.Pending(why);
      case Fact.Known<RedisFact>(RedisFact redis, Instant at) -> {
        boolean old =
            redis.pods().stream()
                .map(pod -> new Change.Pod(pod.name(), pod.uid()).text())
                .anyMatch(step.parameters().pods()::contains);
        yield !old && redis.reachable() && RemedyContext.seenAfter(at, step)
            ? new Effect.Seen("Redis answers again")
            : new Effect.Pending(
                old ? "the old pods are still there" : "Redis does not answer yet");
      }
    };
  }

  @Override
  public String wayBack(RemedyContext context, RunStep step) {
    return "none needed: Redis runs as before";
  }
}
