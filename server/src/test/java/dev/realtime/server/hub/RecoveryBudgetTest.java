package dev.realtime.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.StreamPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RecoveryBudgetTest {
  private static final long MANY_BYTES = 1L << 40;

  /** What an event loop was given and has not run yet. */
  private final Queue<Runnable> loop = new ArrayDeque<>();

  private final List<CompletableFuture<HistoryPage>> readings = new ArrayList<>();

  private CompletionStage<HistoryPage> recover(RecoveryBudget budget) {
    return budget.read(
        loop::add,
        () -> {
          CompletableFuture<HistoryPage> reading = new CompletableFuture<>();
          readings.add(reading);
          return reading;
        });
  }

  private void runLoop() {
    while (!loop.isEmpty()) {
      loop.remove().run();
    }
  }

  private static HistoryPage page(int bytes) {
    Publication publication = new Publication(new byte[bytes], null, 1, Map.of(), 1);
    return new HistoryPage(List.of(publication), new StreamPosition(1, "epoch"), 1);
  }

  @Test
  void thoseBeyondItsPlacesWaitUntilTheLoopHasWrittenAnAnswer() {
    RecoveryBudget budget = new RecoveryBudget(2, MANY_BYTES);
    CompletionStage<HistoryPage> first = recover(budget);
    recover(budget);
    recover(budget);
    assertThat(readings).hasSize(2);
    assertThat(budget.waiting()).isEqualTo(1);

    readings.getFirst().complete(page(10));
    assertThat(first.toCompletableFuture()).isCompleted();
    assertThat(readings).as("the answer is not written yet").hasSize(2);
    runLoop();
    assertThat(readings).hasSize(3);
    assertThat(budget.running()).isEqualTo(2);
  }

  @Test
  void aFailureFreesItsPlace() {
    RecoveryBudget budget = new RecoveryBudget(1, MANY_BYTES);
    CompletionStage<HistoryPage> first = recover(budget);
    CompletionStage<HistoryPage> second = recover(budget);
    readings.getFirst().completeExceptionally(new IllegalStateException("fails on purpose"));
    runLoop();
    assertThat(first.toCompletableFuture()).isCompletedExceptionally();
    assertThat(readings).hasSize(2);
    readings.getLast().complete(page(10));
    runLoop();
    assertThat(second.toCompletableFuture()).isCompleted();
    assertThat(budget.running()).isZero();
    assertThat(budget.bytes()).isZero();
  }

  @Test
  void largePagesLeaveRoomForFewerAndSmallOnesForMore() {
    RecoveryBudget budget = new RecoveryBudget(100, 4 << 20);
    for (int i = 0; i < 200; i++) {
      recover(budget);
    }
    assertThat(readings).as("before anything is known each reserves a mebibyte").hasSize(4);
    readings.getFirst().complete(page(3 << 20));
    runLoop();
    assertThat(readings).as("a second one of 3 MiB would be too much").hasSize(4);

    int answered = 1;
    while (answered < readings.size()) {
      readings.get(answered++).complete(page(10));
      runLoop();
    }
    assertThat(answered).as("all had their turn").isEqualTo(200);
    assertThat(budget.bytes()).isZero();
    assertThat(budget.waiting()).isZero();
  }

  @Test
  void onePageIsReadWhateverItsSize() {
    RecoveryBudget budget = new RecoveryBudget(100, 1);
    recover(budget);
    recover(budget);
    assertThat(readings).hasSize(1);
    readings.getFirst().complete(page(1 << 20));
    runLoop();
    assertThat(readings).hasSize(2);
  }
}
