package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionPolicy;
import dev.realtime.api.v1alpha1.runbook.Approval;
import dev.realtime.api.v1alpha1.runbook.Ceilings;
import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.DependencyPolicy;
import dev.realtime.api.v1alpha1.runbook.GiveBack;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.Refusal;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunSpec;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.api.v1alpha1.runbook.TcpDependency;
import dev.realtime.operator.signal.DependencyFact;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RolloutFact;
import dev.realtime.operator.signal.WorkloadFact.Termination;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The operator is killed at every single write of an incident, just before and just after it takes
 * effect, and started anew. Whatever the point: the incident ends as if nobody had been killed, and
 * nothing is done twice.
 */
class CrashTest {
  private interface Story {
    void begin(World world, MemoryWorkspace cluster);
  }

  private static void brokenRollout(World world, MemoryWorkspace cluster) {
    world.rollout = World.badRollout(world.scene.now());
    world.scene.failedShare = 1;
    world.cluster =
        w -> {
          if (cluster.part.overrides().revision() != null) {
            w.scene.failedShare = 0;
          }
        };
  }

  private static void hungService(World world, MemoryWorkspace cluster) {
    world.scene.endpoints = 0;
    world.cluster =
        w -> {
          if (cluster.part.overrides().restart() != null) {
            w.podsSince = w.scene.now();
            w.scene.endpoints = 2;
          }
        };
  }

  private static void deadRedis(World world, MemoryWorkspace cluster) {
    cluster.livePods.add("chat-redis-0/old");
    world.scene.failedShare = 1;
    world.cluster =
        w -> {
          boolean dead = cluster.livePods.contains("chat-redis-0/old");
          if (!dead) {
            w.scene.failedShare = 0;
          }
          w.redis =
              new RedisFact(
                  true,
                  !dead,
                  dead ? "timeout" : null,
                  1,
                  null,
                  new RedisFact.Persistence(true, true, true, false, 5),
                  List.of(),
                  List.of(
                      new RedisFact.RedisPod(
                          "chat-redis-0", dead ? "old" : "new", true, !dead, true, false)));
        };
  }

  private static void overload(World world, MemoryWorkspace cluster) {
    world.scene.shedPerSecond = 50;
    world.cluster =
        w -> {
          if (cluster.part.overrides().replicas() != null) {
            w.replicas = cluster.part.overrides().replicas().floor();
            w.scene.shedPerSecond = 0;
          }
        };
  }

  private static void loadThatStays(World world, MemoryWorkspace cluster) {
    world.scene.shedPerSecond = 50;
    world.cluster =
        w -> {
          if (cluster.part.overrides().replicas() != null) {
            w.replicas = cluster.part.overrides().replicas().floor();
          }
        };
  }

  private static void nothingToRollBackTo(World world, MemoryWorkspace cluster) {
    RolloutFact bad = World.badRollout(world.scene.now());
    world.rollout =
        new RolloutFact(bad.current(), bad.startedAt(), bad.changed(), bad.diff(), null);
    world.scene.failedShare = 1;
  }

  /** A person approves as soon as asked. */
  private static void hungServiceAndAPerson(World world, MemoryWorkspace cluster) {
    world.service =
        TestServices.service(
            1,
            TestServices.policy(
                RunbookMode.AUTO,
                RunbookSpec.defaults().ceilings(),
                false,
                new ActionPolicy(Action.RESTART, RunbookMode.APPROVE, null, null)));
    hungService(world, cluster);
    Consumer<World> restarts = world.cluster;
    world.cluster =
        w -> {
          restarts.accept(w);
          cluster.runs.values().stream()
              .filter(run -> run.getStatus() != null)
              .filter(run -> run.getStatus().state() == RunState.AWAITING_APPROVAL)
              .forEach(CrashTest::approve);
        };
  }

  private static void approve(RunbookRun run) {
    RunbookRunSpec s = run.getSpec();
    run.setSpec(
        new RunbookRunSpec(
            s.service(),
            s.procedure(),
            s.trigger(),
            s.symptom(),
            s.reason(),
            s.parameters(),
            s.mode(),
            new Approval(run.getStatus().plan().hash(), "alice")));
  }

  /** From 2 to 5 replicas, and back in three steps. */
  private static void overloadThatPasses(World world, MemoryWorkspace cluster) {
    RunbookSpec d = RunbookSpec.defaults();
    world.service =
        TestServices.service(
            1,
            new RunbookSpec(
                d.mode(),
                d.actions(),
                d.thresholds(),
                d.budget(),
                d.ceilings(),
                5,
                List.of(),
                false,
                false,
                new GiveBack(60, 30, 1),
                d.history()));
    world.scene.shedPerSecond = 50;
    world.cluster =
        w -> {
          var added = cluster.part.overrides().replicas();
          w.replicas = added == null ? 2 : added.floor();
          if (added != null) {
            w.scene.shedPerSecond = 0;
          }
        };
  }

  /** A backend that fails for three minutes. */
  private static void failingBackend(World world, MemoryWorkspace cluster) {
    world.service =
        TestServices.service(
            1,
            RunbookSpec.defaults(),
            new Dependency(
                "backend",
                null,
                null,
                new TcpDependency("backend", 1),
                null,
                null,
                2000,
                5,
                new DependencyPolicy(List.of(), null, null, true)));
    Instant wellAt = world.scene.now().plus(Duration.ofMinutes(2));
    world.cluster =
        w -> {
          boolean stopped = !cluster.part.overrides().proxies().isEmpty();
          boolean well = !w.scene.now().isBefore(wellAt);
          w.scene.failedShare = stopped || well ? 0 : 0.5;
          w.dependencies.put(
              "backend",
              new Fact.Known<>(
                  new DependencyFact(
                      "backend",
                      false,
                      well,
                      well ? null : "status 503",
                      5,
                      false,
                      null,
                      null,
                      List.of()),
                  w.scene.now()));
        };
  }

  private static void podsOutOfMemory(World world, MemoryWorkspace cluster) {
    world.service =
        TestServices.service(
            1,
            TestServices.policy(
                RunbookMode.AUTO, new Ceilings(2, null, new Quantity("1Gi"), null), false));
    world.cluster =
        w -> {
          var limits = cluster.part.overrides().limits();
          w.memoryLimit = (limits == null ? 512.0 : 768.0) * (1 << 20);
          w.scene.endpoints = limits == null ? 0 : 2;
          w.lastEnd =
              limits == null ? new Termination("OOMKilled", 137, w.scene.now(), null) : null;
        };
  }

  private static void redisOutOfMemory(World world, MemoryWorkspace cluster) {
    world.service =
        TestServices.service(
            1,
            TestServices.policy(
                RunbookMode.AUTO, new Ceilings(2, new Quantity("150Mi"), null, null), false));
    world.cluster =
        w -> {
          boolean raised = cluster.part.overrides().redisMemory() != null;
          w.scene.failedShare = raised ? 0 : 1;
          w.redis =
              new RedisFact(
                  true,
                  true,
                  null,
                  1,
                  new RedisFact.Memory(
                      99L << 20, (raised ? 150L : 100L) << 20, "noeviction", 0, raised ? 0 : 5),
                  new RedisFact.Persistence(true, true, true, false, 5),
                  List.of(),
                  List.of(new RedisFact.RedisPod("chat-redis-0", "uid", true, true, true, false)));
        };
  }

  private static void nothingHelps(World world, MemoryWorkspace cluster) {
    world.service =
        TestServices.service(
            1, TestServices.policy(RunbookMode.AUTO, new Ceilings(2, null, null, null), true));
    world.cluster = w -> w.scene.failedShare = w.scene.maintenance > 0 ? 0 : 1;
  }

  /**
   * How it came out, without its times.
   *
   * @param runs each with its state and steps
   * @param done what was done, each time with the moment it was meant for: twice would be two
   */
  private record Ending(List<String> runs, Set<String> done, List<String> deletedPods) {
    static Ending of(World world, MemoryWorkspace cluster) {
      List<String> runs = world.runs().stream().map(Ending::say).sorted().toList();
      Set<Object> restarts = new HashSet<>();
      Set<Object> floors = new HashSet<>();
      Set<Object> others = new HashSet<>();
      for (StatusPart part : cluster.parts) {
        Overrides o = part.overrides();
        add(restarts, o.restart());
        add(floors, o.replicas());
        add(others, o.revision());
        add(others, o.maintenance());
        add(others, o.redisMemory());
        add(others, o.limits());
        others.addAll(o.proxies());
      }
      return new Ending(
          runs,
          Set.of(
              restarts.size() + " restarts",
              floors.size() + " floors",
              others.size() + " other overrides"),
          List.copyOf(cluster.deletedPods));
    }

    private static void add(Set<Object> seen, @Nullable Object override) {
      if (override != null) {
        seen.add(override);
      }
    }

    private static String say(RunbookRun run) {
      RunbookRunStatus status = run.getStatus();
      return run.getSpec().procedure()
          + " "
          + status.state()
          + (status.open() ? ", open " : " ")
          + status.steps().stream()
              .map(step -> step.action() + "=" + step.outcome() + step.parameters().replicas())
              .toList()
          + status.refusals().stream().map(Refusal::guard).toList()
          + status.notified();
    }
  }

  private record Played(boolean killed, Ending ending, World world) {}

  /** Plays a story with a kill at the n-th write, if there is an n-th write; -1 for none. */
  private static Played play(Story story, Duration time, int killAt, boolean after) {
    var cluster = new MemoryWorkspace();
    var world = new World(cluster);
    world.run(Duration.ofMinutes(2));
    cluster.writes = 0;
    cluster.killAt = killAt;
    cluster.killAfter = after;
    story.begin(world, cluster);
    boolean killed = false;
    Instant end = world.scene.now().plus(time);
    while (world.scene.now().isBefore(end)) {
      try {
        world.tick();
      } catch (MemoryWorkspace.Killed e) {
        killed = true;
        world.restartOperator();
      }
    }
    return new Played(killed, Ending.of(world, cluster), world);
  }

  /**
   * The ending of an operator that lives, and so of all that are killed.
   *
   * @return the runs
   */
  private static List<RunbookRun> playAtEveryPoint(Story story, Duration time) {
    Played undisturbed = play(story, time, -1, false);
    for (boolean after : new boolean[] {false, true}) {
      int point = 0;
      for (Played played = play(story, time, point, after);
          played.killed();
          played = play(story, time, ++point, after)) {
        assertThat(played.ending())
            .as("killed " + (after ? "after" : "before") + " write " + point)
            .isEqualTo(undisturbed.ending());
      }
      assertThat(point).as("points at which it was killed").isGreaterThanOrEqualTo(9);
    }
    return undisturbed.world().runs();
  }

  private static void assertEnds(Story story, Duration time, RunState state, Action... actions) {
    List<RunbookRun> runs = playAtEveryPoint(story, time);
    assertThat(runs).hasSize(1);
    RunbookRunStatus status = runs.getFirst().getStatus();
    assertThat(status.state()).as(status.toString()).isEqualTo(state);
    assertThat(status.steps()).extracting(RunStep::action).containsExactly(actions);
  }

  private static final Duration SOON = Duration.ofMinutes(6);

  @Test
  void survivesDeathAtEveryPointOfARollback() {
    assertEnds(CrashTest::brokenRollout, SOON, RunState.SUCCEEDED, Action.ROLLBACK);
  }

  @Test
  void survivesDeathAtEveryPointOfARestart() {
    assertEnds(CrashTest::hungService, SOON, RunState.SUCCEEDED, Action.RESTART);
  }

  @Test
  void survivesDeathAtEveryPointOfARestartOfRedis() {
    assertEnds(CrashTest::deadRedis, SOON, RunState.SUCCEEDED, Action.RESTART_REDIS);
  }

  @Test
  void survivesDeathAtEveryPointOfAnEmergencyScale() {
    assertEnds(CrashTest::overload, SOON, RunState.SUCCEEDED, Action.EMERGENCY_SCALE);
  }

  @Test
  void survivesDeathAtEveryPointOnTheWayToAPerson() {
    assertEnds(
        CrashTest::loadThatStays,
        SOON,
        RunState.ESCALATED,
        Action.EMERGENCY_SCALE,
        Action.ESCALATE);
  }

  @Test
  void survivesDeathAtEveryPointOfARefusedRung() {
    assertEnds(
        CrashTest::nothingToRollBackTo, SOON, RunState.ESCALATED, Action.ROLLBACK, Action.ESCALATE);
  }

  @Test
  void survivesDeathAtEveryPointOfAnApproval() {
    assertEnds(CrashTest::hungServiceAndAPerson, SOON, RunState.SUCCEEDED, Action.RESTART);
  }

  @Test
  void survivesDeathAtEveryPointOfGivingBackInThreeSteps() {
    List<RunbookRun> runs = playAtEveryPoint(CrashTest::overloadThatPasses, Duration.ofMinutes(8));
    assertThat(runs).hasSize(2);
    assertThat(runs.getLast().getStatus().state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(runs.getLast().getStatus().steps())
        .extracting(step -> step.parameters().replicas())
        .containsExactly(4, 3, 2);
  }

  @Test
  void survivesDeathAtEveryPointOfAnOpenCircuitAndItsEnd() {
    assertEnds(
        CrashTest::failingBackend, Duration.ofMinutes(6), RunState.SUCCEEDED, Action.OPEN_CIRCUIT);
    assertThat(play(CrashTest::failingBackend, SOON, -1, false).world().overrides().proxies())
        .as("closed again")
        .isEmpty();
  }

  @Test
  void survivesDeathAtEveryPointOfARaisedLimit() {
    assertEnds(CrashTest::podsOutOfMemory, SOON, RunState.SUCCEEDED, Action.RAISE_LIMIT);
  }

  @Test
  void survivesDeathAtEveryPointOfMoreMemoryForRedis() {
    assertEnds(CrashTest::redisOutOfMemory, SOON, RunState.SUCCEEDED, Action.RAISE_REDIS_MEMORY);
  }

  @Test
  void survivesDeathAtEveryPointOfMaintenanceMode() {
    assertEnds(
        CrashTest::nothingHelps, SOON, RunState.ESCALATED, Action.MAINTENANCE_ON, Action.ESCALATE);
  }

  /** The receivers, who outlive the operator; each process tells what status.notified lacks. */
  private static Announcer telling(List<String> heard) {
    return (_, run) -> {
      String key = run.getSpec().procedure() + "/" + run.getStatus().state();
      if (run.getStatus().notified().contains(key)) {
        return List.of();
      }
      heard.add(key);
      return List.of(key);
    };
  }

  @Test
  void tellsAgainUnderTheSameKeyWhatWasDeliveredJustBeforeDeath() {
    var twice = new HashSet<String>();
    var heard = new ArrayList<String>();
    Story story =
        (world, cluster) -> {
          heard.clear();
          world.announcer = telling(heard);
          world.restartOperator();
          hungService(world, cluster);
        };
    Set<String> all =
        Set.copyOf(play(story, SOON, -1, false).world().onlyRun().getStatus().notified());
    assertThat(heard).hasSize(all.size());
    for (int point = 0; play(story, SOON, point, false).killed(); point++) {
      assertThat(heard).as("killed before write " + point).hasSameElementsAs(all);
      assertThat(heard.size() - all.size()).as("told again").isBetween(0, 1);
      Set<String> once = new HashSet<>();
      heard.stream().filter(key -> !once.add(key)).forEach(twice::add);
    }
    assertThat(twice).as("delivered, and then killed").isEqualTo(all);
    playAtEveryPoint(story, SOON);
  }
}
