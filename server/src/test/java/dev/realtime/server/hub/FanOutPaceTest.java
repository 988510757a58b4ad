package dev.realtime.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FanOutPaceTest {
  /** Clocks of {@link System#nanoTime} may be anywhere. */
  private static final long NOW = -5;

  private static final int MANY = FanOutPace.LEAST_DELIVERIES;

  private long mostMillis = 4;
  private final FanOutPace pace = new FanOutPace(() -> millis(mostMillis), NOW);

  @Test
  void aLoopThatHasNotBegunNeedsNoRest() {
    assertThat(pace.restNanos(NOW)).isNotPositive();
  }

  @Test
  void restsTwiceAsLongAsAFanOutTook() {
    assertThat(pace.delivered(MANY, NOW)).isTrue();
    pace.ended(NOW + millis(1));
    assertThat(pace.restNanos(NOW + millis(1))).isEqualTo(millis(2));
    assertThat(pace.restNanos(NOW + millis(3))).isNotPositive();
  }

  @Test
  void restsNoLongerThanTheBoundWhichMayChange() {
    pace.delivered(MANY, NOW);
    pace.ended(NOW + millis(50));
    assertThat(pace.restNanos(NOW + millis(50))).isEqualTo(millis(4));
    mostMillis = 0;
    pace.delivered(MANY, NOW + millis(60));
    pace.ended(NOW + millis(70));
    assertThat(pace.restNanos(NOW + millis(70))).isNotPositive();
  }

  @Test
  void afterAFewDeliveriesItDoesNotRest() {
    assertThat(pace.delivered(MANY - 1, NOW)).isFalse();
    pace.ended(NOW + millis(10));
    assertThat(pace.restNanos(NOW + millis(10))).isNotPositive();
  }

  @Test
  void turnsThatFollowEachOtherAreOneFanOutAndItsEndIsCountedOnce() {
    assertThat(pace.delivered(MANY, NOW)).isTrue();
    assertThat(pace.delivered(MANY, NOW + millis(1))).isFalse();
    pace.ended(NOW + millis(2));
    pace.ended(NOW + millis(9));
    assertThat(pace.restNanos(NOW + millis(2))).isEqualTo(millis(4));
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
