package dev.realtime.operator.incident;

import dev.realtime.api.v1alpha1.runbook.MaintenanceOverride;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.operator.guard.Fleet;
import dev.realtime.operator.guard.Guards;
import dev.realtime.operator.guard.StormGuard;
import dev.realtime.operator.signal.DependencyFact;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RolloutFact;
import dev.realtime.operator.signal.Scene;
import dev.realtime.operator.signal.SeriesView;
import dev.realtime.operator.signal.WorkloadFact;
import dev.realtime.operator.signal.WorkloadFact.PodFact;
import dev.realtime.operator.signal.WorkloadFact.Termination;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A service with an operator, played on a test clock. The reconciler and the cluster are played
 * too: what the overrides say shows in what is observed one tick later.
 */
final class World {
  final Scene scene = new Scene();
  Workspace workspace;
  ServiceView service = TestServices.service(1, RunbookSpec.defaults());
  Fleet fleet = new Fleet(1, List.of());
  int replicas = 2;
  Instant podsSince = scene.now();
  boolean rolloutInProgress;

  /** Memory limit of the pods, in bytes. */
  double memoryLimit = 512.0 * (1 << 20);

  /** How the pods' containers ended the last time. */
  @Nullable Termination lastEnd;

  /** Whether the operator has seen nothing but figures yet. */
  boolean blind;

  /** Whether the operator has no figures either yet. */
  boolean unread;

  @Nullable RolloutFact rollout;
  @Nullable RedisFact redis;
  final Map<String, Fact<DependencyFact>> dependencies = new HashMap<>();

  /** What the cluster does on each tick, before the operator looks. */
  Consumer<World> cluster = world -> {};

  Announcer announcer = Announcer.silent();
  RunListener listener = RunListener.deaf();

  private ServiceRunbook operator;

  World(Workspace workspace) {
    this.workspace = workspace;
    restartOperator();
  }

  /** A new process: all that was in memory is gone. */
  void restartOperator() {
    operator =
        new ServiceRunbook(
            workspace,
            new RunMachine(new Guards(StormGuard.DEFAULT)),
            new GiveBackMachine(new Guards(StormGuard.DEFAULT)),
            () -> fleet,
            listener,
            announcer);
  }

  /** Whether every second counts. */
  boolean busy() {
    return operator.busy(service);
  }

  Overrides overrides() {
    return workspace.read(service).overrides();
  }

  /** Whether the pods cannot be seen, though all else can. */
  boolean podsUnseen;

  /** Whether the servers take up maintenance mode. */
  boolean takesUpMaintenance = true;

  /** What somebody has written into the ConfigMap by hand; null: what the operator has. */
  @Nullable Boolean maintenanceByHand;

  /** Five seconds pass, the cluster does its part, the operator looks. */
  void tick() {
    MaintenanceOverride wanted = overrides().maintenance();
    boolean on = wanted == null ? service.maintenance() : wanted.enabled();
    scene.maintenance =
        takesUpMaintenance && (maintenanceByHand == null ? on : maintenanceByHand) ? 1 : 0;
    cluster.accept(this);
    Observations seen = scene.tick();
    operator.tick(
        service,
        new Observations(unread ? SeriesView.empty() : seen.series(), facts(seen.at()), seen.at()));
  }

  void run(Duration time) {
    for (Instant end = scene.now().plus(time); scene.now().isBefore(end); ) {
      tick();
    }
  }

  /** Ticks until the condition holds; fails after a time of the test clock. */
  Duration until(String what, Duration atMost, java.util.function.Predicate<World> condition) {
    Instant begin = scene.now();
    while (scene.now().isBefore(begin.plus(atMost))) {
      tick();
      if (condition.test(this)) {
        return Duration.between(begin, scene.now());
      }
    }
    throw new AssertionError("not " + what + " after " + atMost + ": " + runs());
  }

  List<RunbookRun> runs() {
    return workspace.runs(service);
  }

  RunbookRun onlyRun() {
    if (runs().size() != 1) {
      throw new AssertionError("one run expected: " + runs());
    }
    return runs().getFirst();
  }

  private Facts facts(Instant at) {
    if (blind) {
      return Facts.none();
    }
    PodFact pod =
        new PodFact(
            "chat-1",
            "rev",
            scene.endpoints > 0,
            lastEnd == null,
            0,
            podsSince,
            null,
            null,
            lastEnd,
            null,
            null);
    var workload =
        new WorkloadFact(
            replicas,
            scene.endpoints > 0 ? replicas : 0,
            rolloutInProgress,
            false,
            1.0,
            memoryLimit,
            List.of(pod));
    return new Facts(
        podsUnseen
            ? new Fact.Unknown<>("the watch of Pod has broken off", at)
            : new Fact.Known<>(workload, at),
        rollout == null
            ? new Fact.Unknown<>("the API server does not answer", at)
            : new Fact.Known<>(rollout, at),
        Fact.never(),
        redis == null ? Fact.never() : new Fact.Known<>(redis, at),
        dependencies);
  }

  /** A Redis of one pod that does not answer, and whose append-only file is well. */
  static RedisFact hungRedis() {
    return new RedisFact(
        true,
        false,
        "timeout",
        1,
        null,
        new RedisFact.Persistence(true, true, true, false, 5),
        List.of(),
        List.of(new RedisFact.RedisPod("chat-redis-0", "uid", true, false, true, false)));
  }

  /** This service and two more of five are in trouble just now. */
  Fleet storm() {
    return new Fleet(
        5,
        List.of(
            new Fleet.Opened("default/chat", scene.now()),
            new Fleet.Opened("default/b", scene.now()),
            new Fleet.Opened("default/c", scene.now())));
  }

  static RolloutFact badRollout(Instant at) {
    return new RolloutFact(
        "rev-2",
        at,
        Set.of(RolloutFact.Changed.IMAGE),
        List.of("- image: a:1", "+ image: a:2"),
        new RolloutFact.Revision("rev-1", "a:1", "chat-config-1"));
  }
}
