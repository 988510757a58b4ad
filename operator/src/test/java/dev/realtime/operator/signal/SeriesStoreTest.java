package dev.realtime.operator.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesStoreTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private final SeriesStore store = new SeriesStore(Duration.ofMinutes(60), Duration.ofMinutes(10));

  private void readFor(Duration time) {
    for (int second = 0; second <= time.toSeconds(); second += 5) {
      store.add(List.of(Sample.of(Signal.CONNECTIONS, "a", second, T0.plusSeconds(second))));
    }
  }

  private List<Sample> all(Instant at) {
    return store.view(at).of(Signal.CONNECTIONS, "a");
  }

  @Test
  void keepsEveryRecentSampleAndOneInHalfAMinuteOfOlderOnes() {
    readFor(Duration.ofMinutes(40));
    Instant now = T0.plus(Duration.ofMinutes(40));
    Instant dense = now.minus(Duration.ofMinutes(10));
    List<Sample> samples = all(now);
    assertThat(samples).filteredOn(sample -> !sample.at().isBefore(dense)).hasSize(121);
    List<Instant> older =
        samples.stream().map(Sample::at).filter(at -> at.isBefore(dense)).toList();
    assertThat(older).hasSize(60).first().isEqualTo(T0);
    for (int i = 1; i < older.size(); i++) {
      assertThat(Duration.between(older.get(i - 1), older.get(i))).isEqualTo(Retention.THINNED);
    }
  }

  @Test
  void dropsWhatHasPassedTheHorizon() {
    readFor(Duration.ofMinutes(90));
    Instant now = T0.plus(Duration.ofMinutes(90));
    assertThat(all(now).getFirst().at()).isAfterOrEqualTo(now.minus(Duration.ofMinutes(60)));
    assertThat(all(now).getLast().at()).isEqualTo(now);
  }

  @Test
  void keepsABoundedNumberOfSamplesHoweverFastTheyCome() {
    for (int i = 0; i < 10_000; i++) {
      store.add(List.of(Sample.of(Signal.CONNECTIONS, "a", i, T0.plusMillis(i))));
    }
    Instant now = T0.plusMillis(10_000);
    assertThat(all(now)).hasSizeLessThanOrEqualTo(Retention.CAPACITY);
    assertThat(all(now).getLast().reading()).isEqualTo(Reading.of(9_999));
  }

  @Test
  void dropsASampleThatCameTooLate() {
    store.add(List.of(Sample.of(Signal.CONNECTIONS, "a", 2, T0.plusSeconds(2))));
    store.add(List.of(Sample.of(Signal.CONNECTIONS, "a", 1, T0.plusSeconds(1))));
    assertThat(all(T0.plusSeconds(3)))
        .containsExactly(Sample.of(Signal.CONNECTIONS, "a", 2, T0.plusSeconds(2)));
  }

  @Test
  void beginsAnewWhenTheClockWasSetBack() {
    readFor(Duration.ofMinutes(5));
    Instant now = T0.minus(Duration.ofHours(1));
    store.add(List.of(Sample.of(Signal.CONNECTIONS, "a", 7, now)));
    store.add(List.of(Sample.of(Signal.CONNECTIONS, "a", 8, now.plusSeconds(5))));
    assertThat(all(now.plusSeconds(5))).hasSize(2).first().extracting(Sample::at).isEqualTo(now);
  }

  @Test
  void aViewEndsAtItsMoment() {
    readFor(Duration.ofMinutes(1));
    SeriesView view = store.view(T0.plusSeconds(30));
    assertThat(view.of(Signal.CONNECTIONS, "a")).hasSize(7);
    assertThat(view.of(Signal.CONNECTIONS, "a", T0.plusSeconds(22))).hasSize(2);
    assertThat(view.withBase(Signal.CONNECTIONS, "a", T0.plusSeconds(22))).hasSize(3);
    assertThat(view.withBase(Signal.CONNECTIONS, "a", T0)).hasSize(7);
  }

  @Test
  void aReadingThatDoesNotChangeIsKeptOnce() {
    store.add(List.of(Sample.unknown(Signal.CONNECTIONS, "a", "gone", T0)));
    store.add(List.of(Sample.unknown(Signal.CONNECTIONS, "a", "gone", T0.plusSeconds(5))));
    List<Sample> samples = all(T0.plusSeconds(5));
    assertThat(samples).hasSize(2);
    assertThat(samples.getLast().reading()).isSameAs(samples.getFirst().reading());
  }
}
