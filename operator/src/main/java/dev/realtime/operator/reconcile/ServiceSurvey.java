package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.status.ReplicaStatus;
import dev.realtime.operator.reconcile.handover.MaintenanceHandover;
import dev.realtime.operator.reconcile.handover.ReplicaHandover;
import dev.realtime.operator.status.ConditionType;
import dev.realtime.operator.status.Conditions;
import dev.realtime.operator.status.Verdict;
import dev.realtime.operator.status.Verdict.Truth;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gathers what is to be seen of a service for its status. It writes nothing. */
final class ServiceSurvey {
  private final RedisWatch redis;
  private final InstantSource clock;

  ServiceSurvey(RedisWatch redis, InstantSource clock) {
    this.redis = redis;
    this.clock = clock;
  }

  /**
   * Of a service that was just reconciled.
   *
   * @param wanted number of replicas that the Deployment is to have
   */
  StatusReport atWork(
      Situation situation, Objects objects, ReplicaStatus scale, int wanted, Verdict maintenance) {
    return report(situation, objects, scale, wanted, maintenance, null);
  }

  /**
   * Of a service whose objects are left alone: what is there counts, not what is wanted.
   *
   * @param why it is paused
   */
  StatusReport paused(Situation situation, Objects objects, String why) {
    ReplicaHandover.Outcome nothingYet = ReplicaHandover.nothingYet(situation);
    ReplicaStatus before = situation.service().statusOrEmpty().scale();
    int replicas =
        objects
            .cached(Deployment.class, situation.names().service())
            .map(deployment -> deployment.getSpec().getReplicas())
            .orElse(nothingYet.replicas());
    Verdict maintenance =
        objects
            .cached(ConfigMap.class, situation.names().config())
            .map(config -> MaintenanceHandover.seen(situation, config))
            .orElseGet(MaintenanceHandover::missing);
    return report(
        situation,
        objects,
        before == null ? nothingYet.status() : before,
        replicas,
        maintenance,
        why);
  }

  private StatusReport report(
      Situation situation,
      Objects objects,
      ReplicaStatus scale,
      int wanted,
      Verdict maintenance,
      @Nullable String paused) {
    Optional<Deployment> deployment = objects.cached(Deployment.class, situation.names().service());
    Instant now = clock.instant();
    return new StatusReport(
        situation,
        deployment.orElse(null),
        objects.cached(StatefulSet.class, situation.names().redis()).orElse(null),
        objects.cached(StatefulSet.class, situation.names().sentinel()).orElse(null),
        redis.of(situation.service(), now),
        scale,
        wanted,
        maintenance,
        problems(situation, objects, deployment, now),
        paused);
  }

  private static List<Problem> problems(
      Situation situation, Objects objects, Optional<Deployment> deployment, Instant now) {
    RealtimeServiceStatus before = situation.service().statusOrEmpty();
    Instant notReady =
        Conditions.since(ConditionType.READY, Truth.FALSE, before.conditions()).orElse(now);
    return Stream.of(
            objects.problems().stream(),
            SecretProblems.of(situation, objects).stream(),
            deployment.stream().flatMap(PodProblems::of),
            redisSets(situation, objects)
                .flatMap(set -> RefusedPods.of(set, notReady, now, objects::events).stream()),
            Stream.of(Names.SERVER, Names.REDIS, Names.SENTINEL)
                .flatMap(component -> PodProblems.of(podsOf(component, situation, objects))))
        .flatMap(problems -> problems)
        .distinct()
        .toList();
  }

  /** Whether a managed Redis has fewer pods, ready or not, than it is to have. */
  static boolean podsMissing(Situation situation, Objects objects) {
    return redisSets(situation, objects).anyMatch(RefusedPods::missing);
  }

  private static Stream<StatefulSet> redisSets(Situation situation, Objects objects) {
    return Stream.of(situation.names().redis(), situation.names().sentinel())
        .flatMap(name -> objects.cached(StatefulSet.class, name).stream())
        .filter(objects::ours);
  }

  /** The pods of one of the service's components. */
  static List<Pod> podsOf(String component, Situation situation, Objects objects) {
    Map<String, String> labels = situation.names().labels(component);
    return objects.list(
        Pod.class, pod -> pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()));
  }
}
