package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CadenceTest {
  private static final Duration SOON = Duration.ofSeconds(33);

  private double random = 0.5;
  private final Cadence cadence = new Cadence(() -> random);

  @Test
  void degradedServiceIsLookedAtOftenWhateverElseIsDue() {
    assertThat(cadence.next(true, true, SOON)).isEqualTo(Cadence.WHILE_DEGRADED);
    assertThat(cadence.next(true, false, null)).isEqualTo(Cadence.WHILE_DEGRADED);
  }

  @Test
  void serviceOfWhichAllIsWatchedIsHardlyEverLookedAt() {
    assertThat(cadence.next(false, false, null)).isEqualTo(Cadence.OTHERWISE);
  }

  @Test
  void secretsOfTheUsersAreLookedAtNowAndThen() {
    assertThat(cadence.next(false, true, null)).isEqualTo(Cadence.UNWATCHED);
  }

  @Test
  void revisionThatIsAboutToCountAsGoodIsLookedAtExactlyThen() {
    assertThat(cadence.next(false, false, SOON)).isEqualTo(SOON);
    assertThat(cadence.next(false, true, Duration.ofHours(1))).isEqualTo(Cadence.UNWATCHED);
  }

  @Test
  void looksAreSpreadByAFifth() {
    random = 0;
    assertThat(cadence.next(false, false, null)).isEqualTo(Duration.ofMinutes(24));
    random = 1;
    assertThat(cadence.next(false, false, null)).isEqualTo(Duration.ofMinutes(36));
  }
}
