package dev.realtime.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WindowTest {
  private final List<Integer> begun = new ArrayList<>();
  private final List<CompletableFuture<String>> underWay = new ArrayList<>();

  private CompletableFuture<String> begin(int number) {
    begun.add(number);
    CompletableFuture<String> call = new CompletableFuture<>();
    underWay.add(call);
    return call;
  }

  @Test
  void beginsTheNextWhenOneEndsAndGivesResultsInTheOrderOfTheCalls() {
    CompletableFuture<List<String>> all = Window.run(4, 2, this::begin);
    assertThat(begun).containsExactly(0, 1);
    underWay.get(1).complete("b");
    assertThat(begun).containsExactly(0, 1, 2);
    underWay.get(2).complete("c");
    underWay.get(3).complete("d");
    assertThat(all).isNotDone();
    underWay.get(0).complete("a");
    assertThat(all).isCompletedWithValue(List.of("a", "b", "c", "d"));
  }

  @Test
  void oneAtATimeIsOneAfterTheOther() {
    CompletableFuture<List<String>> all = Window.run(3, 1, this::begin);
    for (int i = 0; i < 3; i++) {
      assertThat(begun).hasSize(i + 1);
      underWay.get(i).complete("done");
    }
    assertThat(all).isDone();
  }

  @Test
  void callsThatEndAtOnceDoNotPileUpOnTheStack() {
    var all = Window.run(200_000, 1, CompletableFuture::completedFuture);
    assertThat(all.join()).hasSize(200_000).endsWith(199_999);
  }

  @Test
  void noneIsNothing() {
    assertThat(Window.run(0, 1, this::begin)).isCompletedWithValue(List.of());
  }

  @Test
  void callsThatEndOnManyThreadsStayWithinTheWindow() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Integer> results =
          Window.run(
                  10_000,
                  8,
                  number -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    return CompletableFuture.supplyAsync(
                        () -> {
                          running.decrementAndGet();
                          return number;
                        },
                        threads);
                  })
              .get(60, TimeUnit.SECONDS);
      assertThat(results).hasSize(10_000).isSorted();
    }
    assertThat(most).hasValueLessThanOrEqualTo(8);
  }
}
