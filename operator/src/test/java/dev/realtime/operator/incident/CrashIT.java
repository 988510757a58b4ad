package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.cluster.Space;
import dev.realtime.operator.signal.RedisFact;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The operator is killed at every single write of an incident at a real API server, just before and
 * just after it is done, and another one begins with nothing but what the API server holds. Its
 * cache lags one look behind. Nothing is done twice, and nothing is lost.
 */
class CrashIT {
  /** More looks than any of the incidents takes. */
  private static final int LOOKS = 60;

  private final Space space = new Space();
  private int services;

  private interface Story {
    /** Breaks the service; what repairs it is played on every look. */
    void begin(World world, Play play);
  }

  /** One service, its incident, and one death. */
  private final class Play {
    final String name = "chat-" + services++;
    final KillableWorkspace workspace;
    private List<RunbookRun> cached = List.of();
    boolean killed;

    Play(int killAt, boolean after) {
      workspace = new KillableWorkspace(process(), killAt, after);
    }

    private KubernetesWorkspace process() {
      return new KubernetesWorkspace(space.client(), _ -> lagging(), _ -> List.of());
    }

    private List<RunbookRun> lagging() {
      List<RunbookRun> before = cached;
      cached = runs();
      return before;
    }

    List<RunbookRun> runs() {
      return space
          .client()
          .resources(RunbookRun.class)
          .inNamespace(space.name())
          .withLabel(RunbookRun.SERVICE_LABEL, name)
          .list()
          .getItems();
    }

    Overrides overrides() {
      return workspace.read(Objects.requireNonNull(world).service).overrides();
    }

    private World world;

    List<String> play(Story story) {
      var service = Space.service("runbook: {ceilings: {replicas: 20}}");
      service.getMetadata().setName(name);
      var created = space.client().resource(service).inNamespace(space.name()).create();
      world = new World(workspace);
      world.service = ServiceViews.of(created);
      story.begin(world, this);
      for (int look = 0, after = 0; look < LOOKS && after < 4; look++) {
        try {
          world.tick();
        } catch (KillableWorkspace.Killed e) {
          killed = true;
          // Another process lists anew when it begins.
          cached = runs();
          workspace.replace(process());
          world.restartOperator();
        }
        after += runs().stream().anyMatch(run -> !run.open() && run.getStatus() != null) ? 1 : 0;
      }
      return workspace.points;
    }

    void assertDoneOnce(String at) {
      assertThat(runs()).as(at).hasSize(1);
      RunbookRun run = runs().getFirst();
      assertThat(run.getStatus().state()).as(at).isEqualTo(RunState.SUCCEEDED);
      assertThat(run.getStatus().steps()).as(at).hasSize(1);
      assertThat(run.getStatus().actedAt()).as(at).isNotNull();
      assertThat(workspace.read(world.service).incident()).as(at).isNull();
      assertThat(
              workspace.parts.stream()
                  .map(part -> part.overrides().restart())
                  .filter(Objects::nonNull))
          .as(at + ": restarted once")
          .satisfies(all -> assertThat(all.stream().distinct().count()).isLessThanOrEqualTo(1));
    }
  }

  private void playAtEveryPoint(Story story, String... inOrder) {
    List<String> points = new Play(-1, false).play(story);
    assertThat(points).containsSubsequence(inOrder);
    for (boolean after : new boolean[] {false, true}) {
      for (int i = 0; i < points.size(); i++) {
        var play = new Play(i, after);
        play.play(story);
        String at = "killed " + (after ? "after " : "before ") + i + " (" + points.get(i) + ")";
        assertThat(play.killed).as(at).isTrue();
        play.assertDoneOnce(at);
      }
    }
  }

  @Test
  void survivesDeathAtEveryWriteOfARestart() {
    playAtEveryPoint(
        (world, play) -> {
          world.scene.endpoints = 0;
          world.cluster =
              w -> {
                if (play.overrides().restart() != null) {
                  w.podsSince = w.scene.now();
                  w.scene.endpoints = 2;
                }
              };
        },
        "service status",
        "run created",
        "run PENDING",
        "run RUNNING",
        "overrides",
        "run VERIFYING",
        "run SUCCEEDED",
        "service status");
  }

  @Test
  void survivesDeathAtEveryWriteOfARestartOfRedis() {
    playAtEveryPoint(
        (world, play) -> {
          world.scene.failedShare = 1;
          String old = redis(play.name).getMetadata().getUid();
          world.cluster =
              w -> {
                Pod pod = space.get(Pod.class, play.name + "-redis-0");
                if (pod == null) {
                  pod = redis(play.name);
                }
                boolean dead = pod.getMetadata().getUid().equals(old);
                w.scene.failedShare = dead ? 1 : 0;
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
                                pod.getMetadata().getName(),
                                pod.getMetadata().getUid(),
                                true,
                                !dead,
                                true,
                                false)));
              };
        },
        "run created",
        "run RUNNING",
        "pod deleted",
        "run VERIFYING",
        "run SUCCEEDED");
  }

  /** Plays the StatefulSet: the pod of Redis, made (anew). */
  private Pod redis(String service) {
    return space
        .client()
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(service + "-redis-0")
                .withNamespace(space.name())
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(0L)
                .withAutomountServiceAccountToken(false)
                .addNewContainer()
                .withName("redis")
                .withImage("redis")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }
}
