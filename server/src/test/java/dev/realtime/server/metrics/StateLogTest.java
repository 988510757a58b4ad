package dev.realtime.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StateLogTest {
  private final AtomicLong now = new AtomicLong();
  private final StateLog log = new StateLog("well", now::get);

  @Test
  void troubleAndItsEndAreToldAtOnceAndOnceEach() {
    assertThat(log.isNews("well")).isFalse();
    assertThat(log.isNews("away")).isTrue();
    assertThat(log.isNews("away")).isFalse();
    assertThat(log.isNews("well")).isTrue();
    assertThat(log.isNews("well")).isFalse();
  }

  @Test
  void whatChangesAllTheTimeIsToldTwiceAMinute() {
    int told = 0;
    for (int second = 0; second < 600; second++) {
      told += log.isNews(second % 2 == 0 ? "away" : "well") ? 1 : 0;
      now.addAndGet(Duration.ofSeconds(1).toNanos());
    }
    assertThat(told).isEqualTo(20);
  }

  @Test
  void aChangeThatWasPassedOverIsToldAfterTheMinuteIfItStands() {
    assertThat(log.isNews("away")).isTrue();
    assertThat(log.isNews("well")).isTrue();
    assertThat(log.isNews("away")).isFalse();
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(log.isNews("away")).isTrue();
  }
}
