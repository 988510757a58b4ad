package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.signal.RedisFact;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The operator is killed at every single write of an incident, just before and just after it takes
 * effect, and started anew. Whatever the point: the incident ends the same, nothing is done twice.
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

  /** Plays a story with a kill at the n-th write; returns whether there was an n-th write. */
  private static boolean play(Story story, int killAt, boolean after) {
    var cluster = new MemoryWorkspace();
    var world = new World(cluster);
    world.run(Duration.ofMinutes(2));
    cluster.writes = 0;
    cluster.killAt = killAt;
    cluster.killAfter = after;
    story.begin(world, cluster);
    boolean killed = false;
    Instant end = world.scene.now().plus(Duration.ofMinutes(6));
    while (world.scene.now().isBefore(end)) {
      try {
        world.tick();
      } catch (MemoryWorkspace.Killed e) {
        killed = true;
        world.restartOperator();
      }
    }
    String at = "killed " + (after ? "after" : "before") + " write " + killAt;
    assertThat(world.runs()).as(at).hasSize(1);
    RunbookRun run = world.onlyRun();
    assertThat(run.getStatus().state())
        .as("%s: %s", at, run.getStatus())
        .isEqualTo(RunState.SUCCEEDED);
    assertThat(run.getStatus().steps()).as(at).hasSize(1);
    RunStep step = run.getStatus().steps().getFirst();
    assertThat(step.appliedAt()).as(at).isNotNull();
    assertThat(cluster.deletedPods).as(at).doesNotHaveDuplicates();
    Set<Object> restarts = new HashSet<>();
    Set<Object> floors = new HashSet<>();
    for (StatusPart part : cluster.parts) {
      if (part.overrides().restart() != null) {
        restarts.add(part.overrides().restart());
      }
      if (part.overrides().replicas() != null) {
        floors.add(part.overrides().replicas());
      }
    }
    assertThat(restarts).as(at + ": restarted once").hasSizeLessThanOrEqualTo(1);
    assertThat(floors).as(at + ": scaled once").hasSizeLessThanOrEqualTo(1);
    return killed;
  }

  private static void playAtEveryPoint(Story story) {
    for (boolean after : new boolean[] {false, true}) {
      int points = 0;
      while (play(story, points, after)) {
        points++;
      }
      assertThat(points).as("points at which it was killed").isGreaterThanOrEqualTo(9);
    }
  }

  @Test
  void survivesDeathAtEveryPointOfARollback() {
    playAtEveryPoint(CrashTest::brokenRollout);
  }

  @Test
  void survivesDeathAtEveryPointOfARestart() {
    playAtEveryPoint(CrashTest::hungService);
  }

  @Test
  void survivesDeathAtEveryPointOfARestartOfRedis() {
    playAtEveryPoint(CrashTest::deadRedis);
  }

  @Test
  void survivesDeathAtEveryPointOfAnEmergencyScale() {
    playAtEveryPoint(CrashTest::overload);
  }
}
