package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReconcileRateTest {
  /** Such clocks begin anywhere, and may run over. */
  private long now = Long.MAX_VALUE - Duration.ofMillis(1_234).toNanos();

  private final ReconcileRate rate = new ReconcileRate(() -> now);
  private final ReconcileRate.State service = rate.initState();

  @Test
  void burstIsFreeAndThenOneAtATime() {
    assertThat(taken()).isEqualTo(ReconcileRate.BURST);

    assertThat(rate.isLimited(service)).contains(ReconcileRate.INTERVAL);
    pass(ReconcileRate.INTERVAL);

    assertThat(taken()).isOne();
  }

  @Test
  void waitIsWhatIsLeftHoweverOftenItIsAskedFor() {
    taken();
    pass(Duration.ofMillis(30));

    assertThat(rate.isLimited(service)).contains(Duration.ofMillis(70));
    pass(Duration.ofMillis(50));
    assertThat(rate.isLimited(service)).contains(Duration.ofMillis(20));
    pass(Duration.ofMillis(20));
    assertThat(rate.isLimited(service)).isEmpty();
  }

  @Test
  void whoeverIsLeftAloneMayBurstAgainAndNoMore() {
    taken();
    pass(Duration.ofHours(3));

    assertThat(taken()).isEqualTo(ReconcileRate.BURST);
  }

  @Test
  void tugOfWarIsHeldToTheRateForAsLongAsItLasts() {
    int taken = taken();
    for (int i = 0; i < 1_000; i++) {
      pass(Duration.ofMillis(10));
      taken += taken();
    }

    assertThat(taken).isEqualTo(ReconcileRate.BURST + 100);
  }

  @Test
  void servicesDoNotTakeFromEachOther() {
    taken();

    assertThat(rate.isLimited(rate.initState())).isEqualTo(Optional.empty());
  }

  /** Takes all there is. */
  private int taken() {
    int taken = 0;
    while (rate.isLimited(service).isEmpty()) {
      taken++;
    }
    return taken;
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
