package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
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
import dev.realtime.operator.status.Verdict.Truth;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One pass over a service: Secrets, objects, shared fields, and then the status. */
final class Pass {
  private final GeneratedSecrets secrets;
  private final Predicate<ForeignKind> foreignApis;
  private final ServiceSurvey survey;
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
    this.survey = new ServiceSurvey(redis, clock);
    this.clock = clock;
  }

  RealtimeServiceStatus run(Situation before, Objects objects) {
    Situation situation = secrets.ensure(before, objects);
    Dependents.ALL.forEach(dependent -> sync(dependent, situation, objects));
    Verdict maintenance =
        objects
            .cached(ConfigMap.class, situation.names().config())
            .map(config -> maintenance(situation, config, objects))
            .orElseGet(MaintenanceHandover::missing);
    ReplicaHandover.Outcome scale =
        objects
            .cached(Deployment.class, situation.names().service())
            .map(found -> scale(situation, found, objects))
            .orElseGet(() -> ReplicaHandover.nothingYet(situation));
    pods(situation, objects);
    RealtimeServiceStatus status =
        status(survey.atWork(situation, objects, scale.status(), scale.replicas(), maintenance));
    Revisions.prune(situation, objects, status.lastKnownGood());
    return status;
  }

  /** The status of a service whose objects are left alone: it is looked at, and nothing else. */
  RealtimeServiceStatus look(Situation situation, Objects objects, String why) {
    StatusReport report = survey.paused(situation, objects, why);
    RealtimeServiceStatus before = situation.service().statusOrEmpty();
    return status(
        report,
        conditions(report, clock.instant()),
        before.observedGeneration(),
        before.revision(),
        before.lastKnownGood());
  }

  /** How long until the revision counts as good; null: nothing to wait for. */
  @Nullable Duration untilGood(Situation situation, RealtimeServiceStatus now) {
    RevisionStatus revision = now.revision();
    RevisionStatus good = now.lastKnownGood();
    if (revision == null || (good != null && good.revision().equals(revision.revision()))) {
      return null;
    }
    return Revisions.untilGood(situation, revision, now.conditions(), clock.instant());
  }

  /** For how long something has been in the way that may go away unseen; null: nothing is. */
  @Nullable Duration troubledFor(Situation situation, Objects objects, RealtimeServiceStatus now) {
    Instant since =
        Conditions.since(ConditionType.DEGRADED, Truth.TRUE, now.conditions())
            .or(
                () ->
                    ServiceSurvey.podsMissing(situation, objects)
                        ? Conditions.since(ConditionType.READY, Truth.FALSE, now.conditions())
                        : Optional.empty())
            .orElse(null);
    return since == null ? null : Duration.between(since, clock.instant());
  }

  /** Marks which pods may go first, and takes away those that hold up their own replacement. */
  private static void pods(Situation situation, Objects objects) {
    List<Pod> servers = ServiceSurvey.podsOf(Names.SERVER, situation, objects);
    for (Pod pod : servers) {
      DeletionCost.patch(pod, servers, situation.connections())
          .ifPresent(patch -> objects.markPod(pod, patch, DeletionCost.FIELD_MANAGER));
    }
    objects
        .cached(ConfigMap.class, situation.names().config())
        .map(config -> BackedOff.of(config, servers))
        .orElse(List.of())
        .forEach(objects::deleteAsSeen);
    objects.list(StatefulSet.class, objects::ours).stream()
        .flatMap(set -> StuckPods.of(set, objects.list(Pod.class, _ -> true)).stream())
        .forEach(objects::deleteAsSeen);
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

  private RealtimeServiceStatus status(StatusReport report) {
    Situation situation = report.situation();
    Instant now = clock.instant();
    List<Condition> conditions = conditions(report, now);
    RevisionStatus revision = Revisions.current(situation, now);
    Duration wait = Revisions.untilGood(situation, revision, conditions, now);
    boolean good = wait != null && !wait.isPositive();
    return status(
        report,
        conditions,
        situation.service().getMetadata().getGeneration(),
        revision,
        good ? revision : situation.service().statusOrEmpty().lastKnownGood());
  }

  private static RealtimeServiceStatus status(
      StatusReport report,
      List<Condition> conditions,
      @Nullable Long generation,
      @Nullable RevisionStatus revision,
      @Nullable RevisionStatus good) {
    Situation situation = report.situation();
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
        good,
        situation.service().statusOrEmpty().operator(),
        conditions,
        null,
        null,
        null,
        null);
  }

  private static List<Condition> conditions(StatusReport report, Instant now) {
    RealtimeService service = report.situation().service();
    return Conditions.of(
        report.verdicts(),
        service.statusOrEmpty().conditions(),
        service.getMetadata().getGeneration(),
        now);
  }

  private static String selector(Situation situation) {
    return new TreeMap<>(situation.names().selector(Names.SERVER))
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
  }
}
