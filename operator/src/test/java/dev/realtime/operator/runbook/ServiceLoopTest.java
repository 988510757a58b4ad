package dev.realtime.operator.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceSpec;
import dev.realtime.operator.guard.Fleet;
import dev.realtime.operator.guard.Guards;
import dev.realtime.operator.guard.StormGuard;
import dev.realtime.operator.incident.Announcer;
import dev.realtime.operator.incident.GiveBackMachine;
import dev.realtime.operator.incident.RunListener;
import dev.realtime.operator.incident.RunMachine;
import dev.realtime.operator.incident.ServiceRunbook;
import dev.realtime.operator.incident.StatusPart;
import dev.realtime.operator.incident.Workspace;
import dev.realtime.operator.signal.Alerts;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ServiceLoopTest {
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicInteger specs = new AtomicInteger();
  private final CountDownLatch looking = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile boolean hangs;

  private final ServiceLoop loop =
      new ServiceLoop(
          "prod/chat",
          "uid",
          _ -> {
            specs.incrementAndGet();
            return List.of();
          },
          new Alerts(),
          new ServiceRunbook(
              workspace(),
              new RunMachine(new Guards(StormGuard.DEFAULT)),
              new GiveBackMachine(new Guards(StormGuard.DEFAULT)),
              () -> new Fleet(1, List.of()),
              RunListener.deaf(),
              Announcer.silent()),
          Clock.systemUTC());

  @Test
  void aTickLooksAndTheNextFindsNothingNew() {
    RealtimeService service = service(1);
    loop.tick(service);
    await().until(() -> loop.latest().isPresent() && looks.get() == 1);

    await()
        .during(Duration.ofMillis(500))
        .until(
            () -> {
              loop.tick(service);
              return looks.get() == 1;
            });
    assertThat(specs).hasValue(1);
  }

  @Test
  void samplersAreMadeAnewForAnotherSpec() {
    loop.tick(service(1));
    await().until(() -> looks.get() == 1);

    await()
        .until(
            () -> {
              loop.tick(service(2));
              return specs.get() == 2;
            });
  }

  @Test
  void whileALookGoesOnNoOtherBegins() throws InterruptedException {
    hangs = true;
    loop.tick(service(1));
    assertThat(looking.await(10, TimeUnit.SECONDS)).isTrue();

    loop.tick(service(1));
    loop.tick(service(2));

    assertThat(looks).hasValue(1);
    assertThat(specs).as("of what is looked at").hasValue(1);
    hangs = false;
    release.countDown();
    await()
        .until(
            () -> {
              loop.tick(service(2));
              return looks.get() > 1 && specs.get() == 2;
            });
  }

  @Test
  void itHasEndedWhenTheLookHas() throws InterruptedException {
    hangs = true;
    loop.tick(service(1));
    assertThat(looking.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(loop.end()).as("interrupted, and not ended yet").isFalse();

    release.countDown();
    loop.awaitEnd();
    assertThat(loop.end()).isTrue();
  }

  /** Counts the looks: each asks for the runs, and so does the question whether it is busy. */
  private Workspace workspace() {
    return (Workspace)
        Proxy.newProxyInstance(
            Workspace.class.getClassLoader(),
            new Class<?>[] {Workspace.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "runs" -> {
                    if (Thread.currentThread().isVirtual()) {
                      looks.incrementAndGet();
                      looking.countDown();
                      hang();
                    }
                    yield List.of();
                  }
                  case "read" -> StatusPart.empty();
                  case "write" -> null;
                  default -> throw new AssertionError(method + " is not asked for");
                });
  }

  private void hang() {
    boolean interrupted = false;
    while (hangs && release.getCount() > 0) {
      try {
        release.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static RealtimeService service(int replicas) {
    RealtimeService service = new RealtimeService();
    service.getMetadata().setNamespace("prod");
    service.getMetadata().setName("chat");
    service.getMetadata().setUid("uid");
    service.getMetadata().setGeneration(1L);
    service.setSpec(Serialization.unmarshal("replicas: " + replicas, RealtimeServiceSpec.class));
    return service;
  }
}
