package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptTest {
  private final ScheduledExecutorService supervisor = Executors.newSingleThreadScheduledExecutor();
  private final List<Line> made = new CopyOnWriteArrayList<>();
  private final List<String> downs = new CopyOnWriteArrayList<>();
  private final Kept<Line> kept =
      new Kept<>(this::make, new Noted(), supervisor, new Random(1), Duration.ofMillis(100));

  @AfterEach
  void stop() {
    supervisor.shutdownNow();
  }

  @Test
  void aConnectionThatTheOtherSideEndedIsClosedAndAnotherOneMade() {
    supervisor.execute(kept::open);
    await().until(() -> made.size() == 1);
    made.getFirst().lost.complete("killed");

    await().until(() -> made.size() == 2);
    assertThat(downs).containsExactly("killed");
    assertThat(made.getFirst().closed).isTrue();
    assertThat(made.getLast().closed).isFalse();
  }

  private CompletableFuture<Line> make() {
    Line line = new Line();
    made.add(line);
    return CompletableFuture.completedFuture(line);
  }

  private final class Noted implements Kept.Events<Line> {
    @Override
    public void up(Line connection) {}

    @Override
    public void down(String reason) {
      downs.add(reason);
    }
  }

  private static final class Line implements Connection {
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private volatile boolean closed;

    @Override
    public Address address() {
      return new Address("127.0.0.1", 1);
    }

    @Override
    public void onLost(Consumer<String> listener) {
      var _ = lost.thenAccept(listener);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
