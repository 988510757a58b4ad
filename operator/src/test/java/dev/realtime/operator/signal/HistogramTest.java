package dev.realtime.operator.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {
  private static Histogram of(Double... counts) {
    return new Histogram(List.of(0.1, 0.5, 1.0), List.of(counts));
  }

  @Test
  void interpolatesWithinTheBucketOfTheQuantile() {
    // 100 observations, 90 up to 0.5 s and 10 up to 1 s: the 95th is half way through the last ten.
    assertThat(of(0.0, 90.0, 100.0, 100.0).quantile(0.95).getAsDouble())
        .isCloseTo(0.75, within(1e-9));
  }

  @Test
  void putsAQuantileBeyondTheLastBoundAtThatBound() {
    assertThat(of(0.0, 0.0, 0.0, 10.0).quantile(0.5)).hasValue(1.0);
  }

  @Test
  void hasNoQuantileWithoutObservations() {
    assertThat(of(0.0, 0.0, 0.0, 0.0).quantile(0.5)).isEmpty();
  }

  @Test
  void countsEverythingAfterARestartOfTheProcess() {
    assertThat(of(1.0, 2.0, 3.0, 3.0).since(of(10.0, 20.0, 30.0, 40.0)).count()).isEqualTo(3);
  }

  @Test
  void subtractsAnEarlierReading() {
    assertThat(of(11.0, 22.0, 33.0, 44.0).since(of(10.0, 20.0, 30.0, 40.0)))
        .isEqualTo(of(1.0, 2.0, 3.0, 4.0));
  }

  @Test
  void refusesCountsThatDoNotFitItsBounds() {
    assertThatThrownBy(() -> of(1.0)).hasMessageContaining("needs 4 counts");
  }
}
