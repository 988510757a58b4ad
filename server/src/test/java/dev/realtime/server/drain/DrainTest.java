package dev.realtime.server.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.config.DrainConfig;
import dev.realtime.server.health.Status;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();
  private final Queue<Integer> closed = new ConcurrentLinkedQueue<>();

  private final AtomicInteger listingsToFail = new AtomicInteger();

  private class Client implements DrainTarget {
    private final int subscriptions;
    private final boolean obedient;

    Client(int subscriptions, boolean obedient) {
      this.subscriptions = subscriptions;
      this.obedient = obedient;
    }

    @Override
    public int subscriptions() {
      return subscriptions;
    }

    @Override
    public void sendAway() {
      closed.add(subscriptions);
      if (obedient) {
        clients.remove(this);
      }
    }
  }

  private Drain drain(Duration grace, Duration window, Duration deadline) {
    DrainConfig config = new DrainConfig(grace, window, 100_000, deadline);
    DrainTargets targets =
        new DrainTargets() {
          @Override
          public List<DrainTarget> snapshot() {
            if (listingsToFail.getAndDecrement() > 0) {
              throw new IllegalStateException("fails on purpose");
            }
            return List.copyOf(clients);
          }

          @Override
          public int count() {
            return clients.size();
          }
        };
    return new Drain(() -> config, targets, timer, new Random(1), System::nanoTime);
  }

  @AfterEach
  void stopTimer() {
    timer.shutdownNow();
  }

  @Test
  void closesEverybodyMostSubscribedLastAndEndsEmpty() {
    for (int subscriptions : new int[] {7, 1, 5, 3}) {
      clients.add(new Client(subscriptions, true));
    }
    Drain drain = drain(Duration.ofMillis(1), Duration.ofMillis(80), Duration.ofSeconds(30));
    assertThat(drain.begin("test").join()).isEqualTo(Drain.Ending.EMPTY);
    assertThat(closed).containsExactly(1, 3, 5, 7);
    assertThat(drain.state()).isEqualTo(Drain.State.ENDED);
  }

  @Test
  void isNotReadyAtOnceButStillAcceptsForTheGraceTime() {
    clients.add(new Client(1, true));
    Drain drain = drain(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30));
    assertThat(drain.check().status()).isEqualTo(Status.UP);

    CompletableFuture<Drain.Ending> ended = drain.begin("test");
    assertThat(drain.check().status()).isEqualTo(Status.DOWN);
    assertThat(drain.accepting()).isTrue();
    clients.add(new Client(2, true)); // came in the grace time, is sent away all the same

    assertThat(ended.join()).isEqualTo(Drain.Ending.EMPTY);
    assertThat(closed).containsExactly(1, 2);
    assertThat(drain.accepting()).isFalse();
  }

  @Test
  void endsAtTheDeadlineThoughAClientStays() {
    clients.add(new Client(1, false));
    Drain drain = drain(Duration.ZERO, Duration.ZERO, Duration.ofMillis(200));
    assertThat(drain.begin("test").join()).isEqualTo(Drain.Ending.DEADLINE);
    assertThat(closed).containsOnly(1); // asked again and again
  }

  @Test
  void aClientThatComesWhenTheOthersAreClosedIsSentAwayAsWell() {
    Client stays = new Client(1, false); // keeps the drain waiting
    clients.add(stays);
    Drain drain = drain(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30));
    CompletableFuture<Drain.Ending> ended = drain.begin("test");
    await().atMost(Duration.ofSeconds(20)).until(() -> !closed.isEmpty());
    clients.add(new Client(2, true)); // its handshake was under way
    clients.remove(stays);
    assertThat(ended.join()).isEqualTo(Drain.Ending.EMPTY);
    assertThat(closed).contains(2);
  }

  @Test
  void aClientThatCannotBeSentAwayKeepsNoOtherHere() {
    clients.add(
        new Client(1, true) {
          @Override
          public void sendAway() {
            super.sendAway();
            throw new IllegalStateException("its connection is in no pipeline");
          }
        });
    clients.add(new Client(2, true));
    Drain drain = drain(Duration.ZERO, Duration.ofMillis(80), Duration.ofSeconds(30));
    assertThat(drain.begin("test").join()).isEqualTo(Drain.Ending.EMPTY);
    assertThat(closed).containsExactly(1, 2);
  }

  @Test
  void subscriptionsThatChangeMeanwhileAreCountedOnce() {
    Random changes = new Random(1);
    Queue<Integer> counts = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 2_000; i++) {
      clients.add(
          new Client(1, true) {
            @Override
            public int subscriptions() {
              int now = changes.nextInt(100); // a loop subscribes and unsubscribes it
              counts.add(now);
              return now;
            }
          });
    }
    Drain drain = drain(Duration.ZERO, Duration.ofMillis(20), Duration.ofSeconds(30));
    assertThat(drain.begin("test").join()).isEqualTo(Drain.Ending.EMPTY);
    assertThat(counts).hasSize(2_000);
  }

  @Test
  void clientsAreClosedThoughTheirSubscriptionsCannotBeCounted() {
    for (int i = 0; i < 3; i++) {
      clients.add(
          new Client(1, true) {
            @Override
            public int subscriptions() {
              throw new IllegalStateException("fails on purpose");
            }
          });
    }
    Drain drain = drain(Duration.ZERO, Duration.ofMillis(80), Duration.ofSeconds(30));
    assertThat(drain.begin("test").join()).isEqualTo(Drain.Ending.EMPTY);
    assertThat(closed).hasSize(3);
  }

  @Test
  void aListOfClientsThatFailsOnceDoesNotKeepThemToTheDeadline() {
    clients.add(new Client(1, true));
    listingsToFail.set(1);
    Drain drain = drain(Duration.ZERO, Duration.ofMillis(80), Duration.ofSeconds(30));
    assertThat(drain.begin("test").join()).isEqualTo(Drain.Ending.EMPTY);
    assertThat(closed).hasSize(1);
  }

  @Test
  void beginsOnce() {
    clients.add(new Client(1, true));
    Drain drain = drain(Duration.ofMillis(50), Duration.ZERO, Duration.ofSeconds(30));
    CompletableFuture<Drain.Ending> first = drain.begin("SIGTERM");
    CompletableFuture<Drain.Ending> second = drain.begin("request");
    assertThat(first.join()).isEqualTo(second.join());
    assertThat(closed).hasSize(1);
  }

  @Test
  void aPacedCloseCanBeCancelled() {
    Client client = new Client(1, true);
    PacedClose close =
        PacedClose.begin(
            List.of(client, client),
            new Pacing(Duration.ofHours(1).toNanos()),
            timer,
            new Random(1),
            System::nanoTime);
    assertThat(close.remaining()).isEqualTo(2);
    close.cancel();
    assertThat(close.done()).isCompletedExceptionally();
    assertThat(closed).isEmpty();
  }
}
