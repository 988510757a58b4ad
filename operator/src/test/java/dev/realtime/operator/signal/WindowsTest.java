package dev.realtime.operator.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class WindowsTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration STALE = Duration.ofSeconds(15);
  private final SeriesStore store = new SeriesStore(Duration.ofMinutes(10));

  private void read(int second, String pod, double value) {
    store.add(List.of(Sample.of(Signal.REQUESTS, pod, value, T0.plusSeconds(second))));
  }

  private OptionalDouble increaseAt(int second) {
    Instant now = T0.plusSeconds(second);
    return Windows.increase(
        new Observations(store.view(now), Facts.none(), now), Signal.REQUESTS, MINUTE, STALE);
  }

  @Test
  void sumsTheGrowthOfAllInstances() {
    read(0, "a", 100);
    read(5, "a", 110);
    read(0, "b", 0);
    read(5, "b", 7);
    assertThat(increaseAt(5)).hasValue(17);
  }

  @Test
  void countsFromZeroWhenAProcessRestarted() {
    read(0, "a", 100);
    read(5, "a", 110);
    read(10, "a", 4);
    assertThat(increaseAt(10)).hasValue(14);
  }

  @Test
  void takesTheFirstReadingOfANewInstanceAsItsBase() {
    read(0, "a", 1_000_000);
    assertThat(increaseAt(0)).hasValue(0);
  }

  @Test
  void doesNotPutDownToTheWindowWhatHappenedInAGap() {
    read(0, "a", 0);
    read(50, "a", 9_000);
    read(55, "a", 9_001);
    assertThat(increaseAt(55)).hasValue(1);
  }

  @Test
  void isUnknownWhenTheNewestReadingIsStale() {
    read(0, "a", 0);
    read(5, "a", 5);
    assertThat(increaseAt(20)).hasValue(5);
    assertThat(increaseAt(21)).isEmpty();
  }

  @Test
  void bridgesOneFailedReading() {
    read(0, "a", 0);
    store.add(List.of(Sample.unknown(Signal.REQUESTS, "a", "timeout", T0.plusSeconds(5))));
    read(10, "a", 10);
    assertThat(increaseAt(10)).hasValue(10);
  }

  @Test
  void saysWhyASignalIsUnknown() {
    store.add(List.of(Sample.unknown(Signal.REQUESTS, "a", "connection refused", T0)));
    Observations seen = new Observations(store.view(T0), Facts.none(), T0);
    assertThat(Windows.whyUnknown(seen, Signal.REQUESTS)).isEqualTo("connection refused");
    assertThat(Windows.whyUnknown(seen, Signal.SHED)).isEqualTo("nothing has been read yet");
  }

  @Test
  void forgetsWhatHasPassedTheHorizonAndInstancesThatAreGone() {
    read(0, "a", 0);
    assertThat(store.view(T0.plusSeconds(601)).instances(Signal.REQUESTS)).isEmpty();
  }

  @Test
  void keepsABoundedNumberOfInstances() {
    for (int i = 0; i < SeriesStore.MAX_INSTANCES + 10; i++) {
      read(i / 100, "pod-" + i, i);
    }
    assertThat(store.view(T0.plusSeconds(60)).instances(Signal.REQUESTS))
        .hasSize(SeriesStore.MAX_INSTANCES)
        .contains("pod-" + (SeriesStore.MAX_INSTANCES + 9));
  }
}
