package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.redis.ManagedRedis;
import dev.realtime.api.v1alpha1.status.RedisStatus;
import dev.realtime.api.v1alpha1.status.ReplicaOwner;
import dev.realtime.api.v1alpha1.status.ReplicaStatus;
import dev.realtime.operator.status.ConditionType;
import dev.realtime.operator.status.Reason;
import dev.realtime.operator.status.Verdict;
import dev.realtime.operator.status.Verdict.Truth;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is said about a service: a pure evaluation of what was seen.
 *
 * @param situation what is wanted
 * @param deployment as seen; null: it could not be made
 * @param redis StatefulSet of the managed Redis, as seen
 * @param sentinel StatefulSet of its Sentinels, as seen
 * @param redisStatus what the operator's own connection to Redis sees
 * @param scale who decides the number of replicas
 * @param wanted number of replicas the Deployment is to have
 * @param maintenance the verdict about maintenance
 * @param problems what keeps the service from being as specified
 * @param paused why its objects are left alone; null: they are not
 */
record StatusReport(
    Situation situation,
    @Nullable Deployment deployment,
    @Nullable StatefulSet redis,
    @Nullable StatefulSet sentinel,
    RedisStatus redisStatus,
    ReplicaStatus scale,
    int wanted,
    Verdict maintenance,
    List<Problem> problems,
    @Nullable String paused) {

  List<Verdict> verdicts() {
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(ready());
    verdicts.add(available());
    verdicts.add(progressing());
    verdicts.add(redisHealthy());
    verdicts.add(degraded());
    verdicts.add(maintenance);
    verdicts.add(pause());
    verdicts.add(held());
    return verdicts;
  }

  int replicas() {
    return count(DeploymentStatus::getReplicas);
  }

  int ready(boolean available) {
    return count(
        available ? DeploymentStatus::getAvailableReplicas : DeploymentStatus::getReadyReplicas);
  }

  int updated() {
    return count(DeploymentStatus::getUpdatedReplicas);
  }

  private Verdict ready() {
    if (!problems.isEmpty()) {
      Problem first = problems.getFirst();
      return new Verdict(ConditionType.READY, Truth.FALSE, first.reason(), texts());
    }
    int available = ready(true);
    if (deployment == null || !observed(deployment) || available < wanted) {
      return new Verdict(
          ConditionType.READY,
          Truth.FALSE,
          available == 0 ? Reason.NO_POD_READY : Reason.PODS_MISSING,
          "%d of %d pods are ready".formatted(available, wanted));
    }
    Optional<String> waiting = redisWaiting();
    if (waiting.isPresent()) {
      return new Verdict(
          ConditionType.READY, Truth.FALSE, Reason.REDIS_NOT_READY, waiting.orElseThrow());
    }
    return new Verdict(
        ConditionType.READY,
        Truth.TRUE,
        Reason.AS_SPECIFIED,
        "%d of %d pods are ready".formatted(available, wanted));
  }

  private Verdict available() {
    int ready = ready(false);
    return new Verdict(
        ConditionType.AVAILABLE,
        Truth.of(ready > 0),
        ready > 0 ? Reason.PODS_READY : Reason.NO_POD_READY,
        ready > 0 ? "At least one pod serves clients" : "No pod serves clients");
  }

  private Verdict progressing() {
    if (deployment != null && failed(deployment)) {
      return new Verdict(
          ConditionType.PROGRESSING,
          Truth.FALSE,
          Reason.DEADLINE_EXCEEDED,
          "New pods did not become ready within %d s. %s"
              .formatted(
                  situation.spec().rollout().progressDeadlineSeconds(),
                  Reason.DEADLINE_EXCEEDED.remedy()));
    }
    boolean done =
        deployment != null
            && observed(deployment)
            && updated() >= wanted
            && replicas() == updated()
            && ready(true) >= wanted;
    return new Verdict(
        ConditionType.PROGRESSING,
        Truth.of(!done),
        done ? Reason.ROLLED_OUT : Reason.ROLLING_OUT,
        done
            ? "All pods are of the newest revision"
            : "%d of %d pods are of the newest revision and there are %d in all"
                .formatted(updated(), wanted, replicas()));
  }

  private Verdict redisHealthy() {
    String message =
        redisStatus.message() == null ? redisStatus.verdict().name() : redisStatus.message();
    return switch (redisStatus.verdict()) {
      case HEALTHY -> redisVerdict(Truth.TRUE, Reason.REDIS_HEALTHY, "Redis answers");
      case DEGRADED -> redisVerdict(Truth.TRUE, Reason.REDIS_DEGRADED, message);
      case UNREACHABLE ->
          redisVerdict(
              Truth.FALSE,
              Reason.REDIS_UNREACHABLE,
              message + ". " + Reason.REDIS_UNREACHABLE.remedy());
      case UNKNOWN -> redisVerdict(Truth.UNKNOWN, Reason.REDIS_UNKNOWN, message);
      case NONE -> redisVerdict(Truth.TRUE, Reason.REDIS_NONE, "spec.broker is Memory");
    };
  }

  private static Verdict redisVerdict(Truth truth, Reason reason, String message) {
    return new Verdict(ConditionType.REDIS_HEALTHY, truth, reason, message);
  }

  private Verdict degraded() {
    if (!problems.isEmpty()) {
      return new Verdict(ConditionType.DEGRADED, Truth.TRUE, problems.getFirst().reason(), texts());
    }
    return new Verdict(
        ConditionType.DEGRADED,
        Truth.FALSE,
        Reason.NO_PROBLEM,
        paused == null
            ? "Nothing is in the way"
            : "Nothing is to be seen; what is refused shows when objects are written again");
  }

  private Verdict pause() {
    return paused == null
        ? new Verdict(
            ConditionType.PAUSED, Truth.FALSE, Reason.NOT_PAUSED, "The operator is at work")
        : new Verdict(
            ConditionType.PAUSED,
            Truth.TRUE,
            Reason.PAUSED,
            "Paused: %s. %s".formatted(paused, Reason.PAUSED.remedy()));
  }

  private Verdict held() {
    boolean held = scale.owner() == ReplicaOwner.FOREIGN;
    return new Verdict(
        ConditionType.REPLICAS_HELD,
        Truth.of(held),
        held ? Reason.REPLICAS_SET_BY_HAND : Reason.REPLICAS_MANAGED,
        held
            ? "%s set %d replicas where %d are asked for. %s"
                .formatted(
                    scale.manager(), wanted, scale.wanted(), Reason.REPLICAS_SET_BY_HAND.remedy())
            : "Nobody has set a number by hand");
  }

  private Optional<String> redisWaiting() {
    ManagedRedis managed =
        situation.spec().redis() == null ? null : situation.spec().redis().managed();
    if (managed == null) {
      return Optional.empty();
    }
    return Stream.of(
            waiting("pods of the managed Redis", redis, managed.podCount()),
            waiting("Sentinels of the managed Redis", sentinel, managed.sentinelCount()))
        .flatMap(Optional::stream)
        .reduce((one, other) -> one + "; " + other);
  }

  private static Optional<String> waiting(String what, @Nullable StatefulSet set, int wanted) {
    int ready =
        set == null || set.getStatus() == null || set.getStatus().getReadyReplicas() == null
            ? 0
            : set.getStatus().getReadyReplicas();
    return ready >= wanted
        ? Optional.empty()
        : Optional.of("%d of %d %s are ready".formatted(ready, wanted, what));
  }

  private String texts() {
    return problems.stream().map(Problem::text).collect(Collectors.joining(" "));
  }

  private int count(java.util.function.Function<DeploymentStatus, Integer> figure) {
    return Optional.ofNullable(deployment).map(Deployment::getStatus).map(figure).orElse(0);
  }

  private static boolean observed(Deployment deployment) {
    return deployment.getStatus() != null
        && deployment.getStatus().getObservedGeneration() != null
        && deployment.getStatus().getObservedGeneration()
            >= deployment.getMetadata().getGeneration();
  }

  private static boolean failed(Deployment deployment) {
    return deployment.getStatus() != null
        && deployment.getStatus().getConditions() != null
        && deployment.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Progressing")
                        && "ProgressDeadlineExceeded".equals(condition.getReason()));
  }

  /** The runbook's fields belong to the runbook: they are left out here. */
  static RealtimeServiceStatus withoutRunbook(RealtimeServiceStatus status) {
    return new RealtimeServiceStatus(
        status.observedGeneration(),
        status.replicas(),
        status.readyReplicas(),
        status.updatedReplicas(),
        status.selector(),
        status.scale(),
        status.connections(),
        status.redis(),
        status.revision(),
        status.lastKnownGood(),
        status.operator(),
        status.conditions(),
        null,
        null,
        null,
        null);
  }
}
