package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.status.ReplicaOwner;
import dev.realtime.api.v1alpha1.status.ReplicaStatus;
import dev.realtime.api.v1alpha1.status.RevisionStatus;
import dev.realtime.operator.reconcile.connections.DeletionCost;
import dev.realtime.operator.reconcile.dependent.Dependent;
import dev.realtime.operator.reconcile.dependent.Dependents;
import dev.realtime.operator.reconcile.dependent.ForeignDependent;
import dev.realtime.operator.reconcile.handover.MaintenanceHandover;
import dev.realtime.operator.reconcile.handover.ReplicaHandover;
import dev.realtime.operator.status.ConditionType;
import dev.realtime.operator.status.Conditions;
import dev.realtime.operator.status.Verdict;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One pass over a service: Secrets, objects, shared fields, and then the status. */
final class Pass {
  private final GeneratedSecrets secrets;
  private final Predicate<ForeignKind> foreignApis;
  private final RedisWatch redis;
  private final InstantSource clock;

  /**
   * One for all services.
   *
   * @param foreignApis whether the cluster serves a kind
   * @param redis what is seen of each service's Redis
   */
  Pass(
      GeneratedSecrets secrets,
      Predicate<ForeignKind> foreignApis,
      RedisWatch redis,
      InstantSource clock) {
    this.secrets = secrets;
    this.foreignApis = foreignApis;
    this.redis = redis;
    this.clock = clock;
  }

  RealtimeServiceStatus run(Situation situation, Objects objects) {
    secrets.ensure(situation, objects);
    Dependents.ALL.forEach(dependent -> sync(dependent, situation, objects));
    Verdict maintenance =
        objects
            .cached(ConfigMap.class, situation.names().config())
            .map(config -> maintenance(situation, config, objects))
            .orElse(null);
    Optional<Deployment> deployment = objects.cached(Deployment.class, situation.names().service());
    ReplicaHandover.Outcome scale =
        deployment
            .map(found -> scale(situation, found, objects))
            .orElseGet(
                () ->
                    new ReplicaHandover.Outcome(
                        null,
                        new ReplicaStatus(
                            situation.spec().replicasOrDefault(), ReplicaOwner.SPEC, null),
                        situation.spec().replicasOrDefault()));
    pods(situation, objects);
    StatusReport report =
        new StatusReport(
            situation,
            deployment.orElse(null),
            objects.cached(StatefulSet.class, situation.names().redis()).orElse(null),
            objects.cached(StatefulSet.class, situation.names().sentinel()).orElse(null),
            redis.of(situation.service(), clock.instant()),
            scale.status(),
            scale.replicas(),
            maintenance,
            problems(situation, objects, deployment));
    RealtimeServiceStatus status = status(report);
    Revisions.prune(situation, objects, status.lastKnownGood());
    return status;
  }

  /** How long until the revision counts as good; null: nothing to wait for. */
  @Nullable Duration untilGood(
      Situation situation, RealtimeServiceStatus now, RealtimeServiceStatus before) {
    RevisionStatus revision = now.revision();
    RevisionStatus good = now.lastKnownGood();
    if (revision == null || (good != null && good.revision().equals(revision.revision()))) {
      return null;
    }
    return Revisions.untilGood(situation, revision, readySince(now.conditions()), clock.instant());
  }

  /** Marks which pods may go first, and takes away those that hold up their own replacement. */
  private static void pods(Situation situation, Objects objects) {
    List<Pod> servers = podsOf(Names.SERVER, situation, objects);
    for (Pod pod : servers) {
      DeletionCost.patch(pod, servers, situation.connections())
          .ifPresent(patch -> objects.markPod(pod, patch, DeletionCost.FIELD_MANAGER));
    }
    objects.list(StatefulSet.class, objects::ours).stream()
        .flatMap(set -> StuckPods.of(set, objects.list(Pod.class, _ -> true)).stream())
        .forEach(objects::delete);
  }

  private static List<Pod> podsOf(String component, Situation situation, Objects objects) {
    Map<String, String> labels = situation.names().labels(component);
    return objects.list(
        Pod.class, pod -> pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()));
  }

  private void sync(Dependent<?> dependent, Situation situation, Objects objects) {
    if (dependent instanceof ForeignDependent foreign) {
      syncForeign(foreign, situation, objects);
    } else {
      syncOwn(dependent, situation, objects);
    }
  }

  private void syncForeign(ForeignDependent dependent, Situation situation, Objects objects) {
    var desired = dependent.desired(situation);
    if (!foreignApis.test(dependent.kind())) {
      if (desired.isPresent() && !dependent.dispensable(situation)) {
        objects.problem(Refusals.notServed(dependent.kind(), dependent.name(situation)));
      }
      return;
    }
    desired.ifPresentOrElse(
        objects::apply, () -> objects.remove(dependent.kind(), dependent.name(situation)));
  }

  private static <R extends HasMetadata> void syncOwn(
      Dependent<R> dependent, Situation situation, Objects objects) {
    dependent
        .desired(situation)
        .ifPresentOrElse(
            objects::apply, () -> objects.remove(dependent.type(), dependent.name(situation)));
  }

  private static Verdict maintenance(Situation situation, ConfigMap config, Objects objects) {
    var outcome = MaintenanceHandover.decide(situation, config);
    if (outcome.patch() != null) {
      objects.merge(config, outcome.patch(), MaintenanceHandover.FIELD_MANAGER);
    }
    return outcome.verdict();
  }

  private static ReplicaHandover.Outcome scale(
      Situation situation, Deployment deployment, Objects objects) {
    var outcome = ReplicaHandover.decide(situation, deployment);
    if (outcome.patch() != null) {
      objects.merge(deployment, outcome.patch(), ReplicaHandover.FIELD_MANAGER);
    }
    return outcome;
  }

  private static List<Problem> problems(
      Situation situation, Objects objects, Optional<Deployment> deployment) {
    return Stream.of(
            objects.problems().stream(),
            SecretProblems.of(situation, objects).stream(),
            deployment.stream().flatMap(PodProblems::of),
            Stream.of(Names.SERVER, Names.REDIS, Names.SENTINEL)
                .flatMap(component -> PodProblems.of(podsOf(component, situation, objects))))
        .flatMap(problems -> problems)
        .distinct()
        .toList();
  }

  private RealtimeServiceStatus status(StatusReport report) {
    Situation situation = report.situation();
    Instant now = clock.instant();
    RealtimeServiceStatus before = situation.service().statusOrEmpty();
    long generation = situation.service().getMetadata().getGeneration();
    List<Condition> conditions =
        Conditions.of(report.verdicts(), before.conditions(), generation, now);
    RevisionStatus revision = Revisions.current(situation, now);
    Duration wait = Revisions.untilGood(situation, revision, readySince(conditions), now);
    boolean good = wait != null && !wait.isPositive();
    return new RealtimeServiceStatus(
        generation,
        report.replicas(),
        report.ready(false),
        report.updated(),
        selector(situation),
        report.scale(),
        situation.connections().total(),
        report.redisStatus(),
        revision,
        good ? revision : before.lastKnownGood(),
        before.operator(),
        conditions,
        null,
        null,
        null,
        null);
  }

  private static @Nullable Instant readySince(List<Condition> conditions) {
    boolean rolledOut =
        conditions.stream()
            .anyMatch(
                condition ->
                    condition.getType().equals(ConditionType.PROGRESSING.word())
                        && condition.getStatus().equals("False"));
    return conditions.stream()
        .filter(condition -> rolledOut)
        .filter(
            condition ->
                condition.getType().equals(ConditionType.READY.word())
                    && condition.getStatus().equals("True"))
        .map(condition -> Instant.parse(condition.getLastTransitionTime()))
        .findFirst()
        .orElse(null);
  }

  private static String selector(Situation situation) {
    return new TreeMap<>(situation.names().selector(Names.SERVER))
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
  }
}
