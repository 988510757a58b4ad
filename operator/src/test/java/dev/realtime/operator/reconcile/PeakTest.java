package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PeakTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0, 0.01, 1",
    "0, 1, 1",
    "0, 1.5, 2",
    "0, 2.1, 5",
    "0, 5.5, 10",
    "0, 987, 1000",
    "10, 0, 10",
    "10, 11, 20",
    "2, 1, 2",
    "2, 3, 5",
    "0, 1e12, 1000000000"
  })
  void isRoundedUp(int least, double figure, int shown) {
    assertThat(new Peak(least, null).of(figure, NOW)).isEqualTo(shown);
  }

  @Test
  void risesAtOnceAndFallsAfterFiveToTenMinutes() {
    Peak peak = new Peak(0, null);
    assertThat(peak.of(1, NOW)).isEqualTo(1);
    assertThat(peak.of(40, NOW.plusSeconds(200))).isEqualTo(50);
    assertThat(peak.of(0, NOW.plusSeconds(300))).isEqualTo(50);
    assertThat(peak.of(3, NOW.plusSeconds(599))).isEqualTo(50);
    assertThat(peak.of(0, NOW.plusSeconds(600))).isEqualTo(5);
  }

  @Test
  void whatNobodyReadForLongIsForgotten() {
    Peak peak = new Peak(0, null);
    peak.of(40, NOW);
    assertThat(peak.of(0, NOW.plusSeconds(600))).isZero();
  }

  @Test
  void goesOnFromWhatWasShown() {
    Peak peak = new Peak(0, 500);
    assertThat(peak.of(1, NOW)).isEqualTo(500);
    assertThat(peak.of(1, NOW.plusSeconds(300))).isEqualTo(1);
  }
}
