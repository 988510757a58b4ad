package dev.realtime.server.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacingTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  @Test
  void spreadsClosesEvenlyOverTheWindow() {
    Pacing pacing = Pacing.over(10_000, Duration.ofSeconds(20), 100_000, LONG);
    Random random = new Random(1);
    int[] perSecond = new int[20];
    for (int i = 0; i < 10_000; i++) {
      perSecond[(int) (pacing.due(i, random) / 1_000_000_000L)]++;
    }
    // No second above 1.5 times the mean, which is what clients then see.
    assertThat(IntStream.of(perSecond)).allMatch(closes -> closes > 250 && closes < 750);
  }

  @Test
  void stretchesTheWindowToKeepTheRate() {
    Pacing pacing = Pacing.over(10_000, Duration.ofSeconds(1), 1_000, LONG);
    assertThat(pacing.due(9_999, new Random(1))).isGreaterThan(Duration.ofSeconds(9).toNanos());
  }

  @Test
  void neverPassesTheDeadline() {
    Pacing pacing = Pacing.over(10_000, Duration.ofSeconds(1), 10, Duration.ofSeconds(5));
    assertThat(pacing.due(9_999, new Random(1)))
        .isLessThanOrEqualTo(Duration.ofSeconds(5).toNanos());
  }

  @Test
  void closesAtRandomMomentsOfEachSlot() {
    Pacing pacing = Pacing.over(100, Duration.ofSeconds(100), 1_000, LONG);
    Random random = new Random(1);
    assertThat(IntStream.range(0, 100).mapToLong(i -> pacing.due(i, random) - i * 1_000_000_000L))
        .allMatch(inSlot -> inSlot >= 0 && inSlot < 1_000_000_000L)
        .doesNotHaveDuplicates();
  }

  @Test
  void hasNothingToDoWithoutClients() {
    assertThat(Pacing.over(0, Duration.ofSeconds(1), 1, LONG).slotNanos()).isZero();
  }
}
