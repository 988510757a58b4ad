package dev.realtime.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StandingLagTest {
  private final StandingLag lag = new StandingLag(0);

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  private void beats(long fromMillis, long toMillis, long lateMillis) {
    for (long at = fromMillis; at <= toMillis; at += 100) {
      lag.beat(millis(at), millis(lateMillis));
    }
  }

  @Test
  void oneLateBeatAmongGoodOnesIsNoLagThatStands() {
    beats(0, 3000, 1);
    lag.beat(millis(3900), millis(800));
    assertThat(lag.nanos(0)).isEqualTo(millis(1));
    beats(4000, 5000, 2);
    assertThat(lag.nanos(0)).isLessThanOrEqualTo(millis(2));
  }

  @Test
  void aLoopThatIsLateAtEveryBeatHasItAndGoodBeatsEndIt() {
    beats(0, 1000, 1);
    beats(1100, 3200, 700);
    assertThat(lag.nanos(0)).isEqualTo(millis(700));
    lag.beat(millis(3300), millis(3));
    assertThat(lag.nanos(0)).isEqualTo(millis(3));
  }

  @Test
  void aLoopThatStandsStillHasTheTimeItHasStood() {
    beats(0, 2000, 1);
    assertThat(lag.nanos(millis(900))).isEqualTo(millis(1));
    assertThat(lag.nanos(millis(4000))).isEqualTo(millis(4000));
  }
}
