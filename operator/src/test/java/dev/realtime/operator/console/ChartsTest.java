package dev.realtime.operator.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.SeriesStore;
import dev.realtime.operator.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private final SeriesStore store = new SeriesStore(Duration.ofMinutes(70));

  private void read(Signal signal, String pod, int secondsAgo, double number) {
    store.add(List.of(Sample.of(signal, pod, number, NOW.minusSeconds(secondsAgo))));
  }

  private Charts.Set charts() {
    return charts(5);
  }

  private Charts.Set charts(int intervalSeconds) {
    return Charts.of(
        new Observations(store.view(NOW), Facts.none(), NOW),
        Duration.ofMinutes(15),
        Duration.ofSeconds(intervalSeconds));
  }

  @Test
  void addsThePodsUpAndLeavesAGapWhereNothingWasMeasured() {
    read(Signal.CONNECTIONS, "a", 25, 10);
    read(Signal.CONNECTIONS, "b", 25, 5);
    read(Signal.CONNECTIONS, "a", 0, 12);
    List<Double> points = charts().connections().getFirst().points();
    assertThat(points).hasSize(Charts.POINTS);
    assertThat(points.subList(Charts.POINTS - 4, Charts.POINTS))
        .containsExactly(15.0, null, null, 12.0);
    assertThat(points.getFirst()).as("before the first reading").isNull();
  }

  @Test
  void whatIsReadRarelyIsALineToo() {
    for (int ago = 900; ago >= 0; ago -= 30) {
      // Every second one comes a moment late.
      read(Signal.CONNECTIONS, "a", ago - (ago % 60 == 0 ? 0 : 1), 10);
    }
    Charts.Set set = charts(30);
    assertThat(set.stepMillis()).isEqualTo(60_000);
    assertThat(set.connections().getFirst().points()).hasSize(15).containsOnly(10.0);
  }

  @Test
  void failuresAreAShareOfTheRequestsOfTheirStep() {
    for (int pod = 0; pod < 2; pod++) {
      read(Signal.REQUESTS, "p" + pod, 15, 100);
      read(Signal.REQUESTS_FAILED, "p" + pod, 15, 0);
      read(Signal.REQUESTS, "p" + pod, 5, 200);
      read(Signal.REQUESTS_FAILED, "p" + pod, 5, 25);
    }
    Charts.Set set = charts();
    assertThat(set.errors().getFirst().points().get(Charts.POINTS - 2)).isEqualTo(25.0);
    assertThat(set.errors().get(1).points().get(Charts.POINTS - 2)).isEqualTo(20.0);
  }

  @Test
  void aRestartedPodDoesNotLookLikeNegativeTraffic() {
    read(Signal.REQUESTS, "a", 15, 100_000);
    read(Signal.REQUESTS, "a", 5, 30);
    assertThat(charts().errors().get(1).points().get(Charts.POINTS - 2)).isEqualTo(3.0);
  }

  @Test
  void latencyIsThatOfTheCommandsOfTheStepAlone() {
    Charts.Set set =
        Charts.of(Traffic.until(NOW, true, 1), Duration.ofMinutes(15), Duration.ofSeconds(5));
    List<Double> p95 = set.latency().get(1).points();
    assertThat(p95.getLast()).isCloseTo(60, within(40.0));
    int burst = Charts.POINTS - 60;
    assertThat(p95.get(burst)).as("ten minutes ago").isGreaterThan(1000);
  }
}
