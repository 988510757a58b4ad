package dev.realtime.server.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
  @Test
  void aBlockedLoopLagsThenHangsAndRecoversByItself() {
    AtomicLong skew = new AtomicLong();
    try (ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor()) {
      Heartbeats beats = new Heartbeats(List.of(loop), () -> System.nanoTime() + skew.get());
      await().until(() -> beats.check().status() == Status.UP);

      CountDownLatch blocked = new CountDownLatch(1);
      CountDownLatch entered = new CountDownLatch(1);
      loop.execute(
          () -> {
            entered.countDown();
            try {
              blocked.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      await().until(() -> entered.getCount() == 0);
      skew.addAndGet(Heartbeats.HUNG.plusSeconds(1).toNanos());

      assertThat(beats.lag()).isGreaterThan(Heartbeats.HUNG);
      assertThat(beats.check().status()).isEqualTo(Status.DOWN);
      assertThat(beats.check().reason()).contains("1 of 1 event loops");

      blocked.countDown();
      await().until(() -> beats.hung() == 0 && beats.lag().compareTo(Duration.ofSeconds(1)) < 0);
      loop.shutdownNow();
    }
  }
}
