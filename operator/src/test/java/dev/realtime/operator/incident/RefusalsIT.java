package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.Refusal;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.cluster.Space;
import dev.realtime.operator.guard.Fleet;
import dev.realtime.operator.guard.Guards;
import dev.realtime.operator.runbook.RunEvents;
import dev.realtime.operator.signal.RedisFact;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a guard holds back shows in the record and in an Event of the service, with the guard and
 * its reason, at a real API server.
 */
class RefusalsIT {
  private final Space space = new Space();
  private final RunEvents events = new RunEvents(space.client(), Clock.systemUTC());

  @AfterEach
  void stop() {
    events.close();
  }

  private World world(String spec) {
    return world(Space.service(spec));
  }

  private World world(RealtimeService service) {
    var created = space.client().resource(service).inNamespace(space.name()).create();
    var world =
        new World(
            new KubernetesWorkspace(
                space.client(),
                _ ->
                    space
                        .client()
                        .resources(RunbookRun.class)
                        .inNamespace(space.name())
                        .list()
                        .getItems(),
                _ -> List.of()));
    world.service = ServiceViews.of(created);
    world.listener = events;
    world.restartOperator();
    return world;
  }

  /** Until the guard has said no, as the record and an Event tell it. */
  private void assertVisible(World world, String guard, String reason) {
    world.until(
        "refused by " + guard,
        Duration.ofMinutes(20),
        w ->
            w.runs().stream()
                .filter(run -> run.getStatus() != null)
                .flatMap(run -> run.getStatus().refusals().stream())
                .anyMatch(refusal -> refusal.guard().equals(guard)));
    Refusal refusal =
        world.runs().stream()
            .flatMap(run -> run.getStatus().refusals().stream())
            .filter(r -> r.guard().equals(guard))
            .findFirst()
            .orElseThrow();
    assertThat(refusal.reason()).contains(reason);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(space.client().v1().events().inNamespace(space.name()).list().getItems())
                    .anySatisfy(
                        event -> {
                          assertThat(event.getInvolvedObject().getKind())
                              .isEqualTo("RealtimeService");
                          assertThat(event.getMessage()).contains("(" + guard + ")", reason);
                        }));
  }

  @Test
  void pause() {
    RealtimeService service = Space.service("replicas: 2");
    service.getMetadata().setAnnotations(Map.of(Guards.PAUSE_ANNOTATION, "true"));
    World world = world(service);
    world.scene.endpoints = 0;
    assertVisible(world, "pause", Guards.PAUSE_ANNOTATION);
  }

  @Test
  void mode() {
    World world = world("runbook: {actions: [{action: Restart, mode: 'Off'}]}");
    world.scene.endpoints = 0;
    assertVisible(world, "mode", "does not allow Restart");
  }

  @Test
  void maintenanceWindow() {
    // The scene begins on a Thursday at midnight.
    World world =
        world("runbook: {maintenanceWindows: [{days: [Thursday], start: '00:00', minutes: 60}]}");
    world.scene.endpoints = 0;
    assertVisible(world, "maintenance-window", "planned work goes on until 2026-01-01T01:00:00Z");
  }

  @Test
  void storm() {
    World world = world("replicas: 2");
    world.scene.endpoints = 0;
    world.cluster =
        w ->
            w.fleet =
                new Fleet(
                    6,
                    List.of(
                        new Fleet.Opened("a/a", w.scene.now()),
                        new Fleet.Opened("b/b", w.scene.now()),
                        new Fleet.Opened("c/c", w.scene.now())));
    assertVisible(
        world, "storm", "3 of 6 services have an incident, or signs of one, within 5 min");
  }

  @Test
  void rolloutInProgress() {
    World world = world("replicas: 2");
    world.scene.endpoints = 0;
    world.rolloutInProgress = true;
    assertVisible(world, "rollout", "a rollout is in progress");
  }

  @Test
  void dataSafety() {
    World world = world("redis: {managed: {}}");
    world.scene.failedShare = 1;
    world.redis =
        new RedisFact(
            true,
            false,
            "timeout",
            0,
            null,
            new RedisFact.Persistence(false, false, true, false, 9),
            List.of(),
            List.of(new RedisFact.RedisPod("realtime-redis-0", "u", true, false, true, false)));
    assertVisible(world, "data-safety", "no append-only file");
  }

  @Test
  void coolDownAndBudget() {
    World world =
        world(
            """
            runbook:
              budget: {actionsPerHour: 1, actionsPerIncident: 1}
              actions: [{action: Restart, coolDownSeconds: 300}]
            """);
    for (int i = 0; i < 2; i++) {
      world.scene.endpoints = 0;
      world.run(Duration.ofSeconds(50));
      world.scene.endpoints = 2;
      world.run(Duration.ofSeconds(45));
    }
    world.scene.endpoints = 0;
    assertVisible(world, "cool-down", "Restart was done less than 300 s ago");
    assertVisible(world, "budget", "1 actions within the last hour, 1 are allowed");
  }
}
