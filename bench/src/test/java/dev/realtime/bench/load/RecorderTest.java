package dev.realtime.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecorderTest {
  private static final long MILLI = 1_000_000;

  @Test
  void latencyCountsFromTheTimeAMessageWasDueWithinTheWindow() {
    Recorder recorder = new Recorder();
    recorder.window(100 * MILLI, 200 * MILLI);
    recorder.delivered(50 * MILLI, 120 * MILLI); // due before: a delivery of the window only
    recorder.delivered(150 * MILLI, 400 * MILLI); // due within: a latency, however late it comes
    Recorder.Snapshot snapshot = recorder.snapshot();
    assertThat(snapshot.deliveredInWindow()).isEqualTo(1);
    assertThat(snapshot.latency().getTotalCount()).isEqualTo(1);
    assertThat(snapshot.latency().getMaxValue() / 1000.0).isBetween(249.0, 251.0);
  }

  @Test
  void resultsOfSeveralLoopsAddUp() {
    Recorder one = new Recorder();
    Recorder two = new Recorder();
    one.window(0, Long.MAX_VALUE);
    two.window(0, Long.MAX_VALUE);
    one.delivered(0, MILLI);
    two.delivered(0, 3 * MILLI);
    two.event("lost: x");
    LoadResult sum = LoadResult.of(List.of(one.snapshot(), two.snapshot()));
    LoadResult twice = sum.plus(sum);
    assertThat(twice.delivered()).isEqualTo(4);
    assertThat(twice.event("lost: x")).isEqualTo(2);
    assertThat(twice.latencyMicros().getTotalCount()).isEqualTo(4);
    assertThat(twice.latencyMicros().getMaxValue()).isBetween(2990L, 3010L);
  }
}
