package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CadenceTest {
  private static final Duration SOON = Duration.ofSeconds(33);

  private double random = 0.5;
  private final Cadence cadence = new Cadence(() -> random);

  @ParameterizedTest(name = "{0} s in the way: again in {1} s")
  @CsvSource({"0, 5", "19, 5", "40, 10", "120, 30", "239, 59.75", "241, 60", "86400, 60"})
  void whatIsInTheWayIsLookedAtLessOftenTheLongerItLasts(long troubled, BigDecimal seconds) {
    Duration next = Duration.ofMillis(seconds.movePointRight(3).longValueExact());

    assertThat(cadence.next(Duration.ofSeconds(troubled), true, SOON)).isEqualTo(next);
    assertThat(cadence.next(Duration.ofSeconds(troubled), false, null)).isEqualTo(next);
  }

  @Test
  void serviceOfWhichAllIsWatchedIsHardlyEverLookedAt() {
    assertThat(cadence.next(null, false, null)).isEqualTo(Cadence.OTHERWISE);
  }

  @Test
  void secretsOfTheUsersAreLookedAtNowAndThen() {
    assertThat(cadence.next(null, true, null)).isEqualTo(Cadence.UNWATCHED);
  }

  @Test
  void revisionThatIsAboutToCountAsGoodIsLookedAtExactlyThen() {
    assertThat(cadence.next(null, false, SOON)).isEqualTo(SOON);
    assertThat(cadence.next(null, true, Duration.ofHours(1))).isEqualTo(Cadence.UNWATCHED);
  }

  @Test
  void looksAreSpreadByAFifth() {
    random = 0;
    assertThat(cadence.next(null, false, null)).isEqualTo(Duration.ofMinutes(24));
    random = 1;
    assertThat(cadence.next(null, false, null)).isEqualTo(Duration.ofMinutes(36));
  }
}
