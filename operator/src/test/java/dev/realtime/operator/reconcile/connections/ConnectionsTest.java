package dev.realtime.operator.reconcile.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.SeriesStore;
import dev.realtime.operator.signal.Signal;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectionsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final Duration FRESH = Duration.ofSeconds(15);

  @ParameterizedTest
  @CsvSource({"0,0", "7,7", "99,99", "100,100", "104,100", "1234,1200", "98765,99000"})
  void numbersKeepTwoDigits(long number, long rounded) {
    assertThat(Connections.rounded(number)).isEqualTo(rounded);
  }

  @Test
  void whatTheLeaderBeforeHasWrittenStandsUntilTheFirstCount() {
    Total total = new Total(300L, NOW.plusSeconds(60));
    Count nothing = new Count(Map.of(), false);
    Count some = new Count(Map.of("a", 7L), true);

    assertThat(total.next(nothing, NOW)).isEqualTo(300);
    assertThat(total.next(some, NOW)).isEqualTo(7);
    assertThat(total.next(nothing, NOW)).isNull();
  }

  @Test
  void whatTheLeaderBeforeHasWrittenFallsWhenNothingCanBeCounted() {
    Total total = new Total(300L, NOW.plusSeconds(60));

    assertThat(total.next(new Count(Map.of(), false), NOW.plusSeconds(60))).isNull();
  }

  @Test
  void podsAreAddedAtOnce() {
    FloorWindow window = new FloorWindow();
    window.add(NOW, 1_000, 100, true);
    window.add(NOW.plusSeconds(5), 5_001, 100, true);

    assertThat(window.floor(NOW.plusSeconds(5), WINDOW)).isEqualTo(51);
  }

  @Test
  void podsAreTakenAwayOnlyWhenFewerWereEnoughForTheWholeWindow() {
    FloorWindow window = new FloorWindow();
    window.add(NOW, 1_000, 100, true);
    window.add(NOW.plusSeconds(5), 200, 100, true);

    assertThat(window.floor(NOW.plusSeconds(200), WINDOW)).isEqualTo(10);
    assertThat(window.floor(NOW.plusSeconds(301), WINDOW)).isEqualTo(2);
  }

  @Test
  void nothingIsTakenAwayBeforeTheWindowIsFull() {
    FloorWindow window = new FloorWindow();
    window.add(NOW, 200, 100, true);

    assertThat(window.full(NOW.plusSeconds(299), WINDOW)).isFalse();
    assertThat(window.full(NOW.plusSeconds(300), WINDOW)).isTrue();
    assertThat(new Connections(200L, Map.of(), 2, false).floorAt(7)).isEqualTo(7);
    assertThat(new Connections(200L, Map.of(), 2, true).floorAt(7)).isEqualTo(2);
    assertThat(Connections.unknown().floorAt(7)).isZero();
  }

  @Test
  void podThatFallsSilentMakesTheCountIncompleteAndTheWindowBeginAnew() {
    SeriesStore store = new SeriesStore(Duration.ofHours(1));
    store.add(
        List.of(
            Sample.of(Signal.CONNECTIONS, "a", 10, NOW.minusSeconds(5)),
            Sample.of(Signal.CONNECTIONS, "b", 20, NOW.minusSeconds(5)),
            Sample.of(Signal.CONNECTIONS, "gone", 99, NOW.minusSeconds(60)),
            Sample.of(Signal.CONNECTIONS, "a", 11, NOW),
            Sample.unknown(Signal.CONNECTIONS, "b", "timeout", NOW),
            Sample.unknown(Signal.CONNECTIONS, "starting", "refused", NOW)));

    Count count = Count.of(new Observations(store.view(NOW), Facts.none(), NOW), FRESH);

    assertThat(count.byPod()).isEqualTo(Map.of("a", 11L));
    assertThat(count.complete()).isFalse();
    FloorWindow window = new FloorWindow();
    window.add(NOW.minusSeconds(600), 100, 10, true);
    window.add(NOW, 100, 10, false);
    assertThat(window.full(NOW, WINDOW)).isFalse();
  }

  @Test
  void podThatHasNeverAnsweredIsStartingAndHasNone() {
    SeriesStore store = new SeriesStore(Duration.ofHours(1));
    store.add(
        List.of(
            Sample.of(Signal.CONNECTIONS, "a", 11, NOW),
            Sample.unknown(Signal.CONNECTIONS, "starting", "refused", NOW)));

    Count count = Count.of(new Observations(store.view(NOW), Facts.none(), NOW), FRESH);

    assertThat(count.complete()).isTrue();
    assertThat(count.total()).isEqualTo(11);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, 50, true",
        "-, 5, false",
        "100, 119, false",
        "100, 130, true",
        "3, 9, false",
        "0, 1, false",
        "1, 0, false",
        "0, 11, true",
        "30, 0, true",
        "mine, 5, true"
      })
  void deletionCostFollowsWhatHasChangedByAFifth(String before, long now, boolean written) {
    Pod pod = pod("a", before);
    Connections connections = new Connections(null, Map.of("a", now), 0, false);

    assertThat(DeletionCost.patch(pod, List.of(pod, pod("b", null)), connections).isPresent())
        .isEqualTo(written);
    assertThat(DeletionCost.patch(pod, List.of(pod), connections)).as("the only pod").isEmpty();
    assertThat(DeletionCost.patch(pod, List.of(pod, pod("b", null)), Connections.unknown()))
        .as("nothing counted")
        .isEmpty();
  }

  /** The synthetic client connects and leaves every few seconds, now here and now there. */
  @Test
  void deletionCostDoesNotFollowAClientThatProbes() {
    for (String cost : List.of("0", "40", "250")) {
      Pod pod = pod("a", cost);
      for (long probing : List.of(0L, 1L, 0L)) {
        var connections =
            new Connections(null, Map.of("a", Long.parseLong(cost) + probing), 0, false);
        assertThat(DeletionCost.patch(pod, List.of(pod, pod("b", null)), connections)).isEmpty();
      }
    }
  }

  private static Pod pod(String name, String cost) {
    var pod = new PodBuilder().withNewMetadata().withName(name);
    if (cost != null) {
      pod.addToAnnotations(DeletionCost.ANNOTATION, cost);
    }
    return pod.endMetadata().build();
  }
}
