package dev.realtime.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.realtime.bench.measure.LinearFit.Point;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearFitTest {
  @Test
  void findsTheCoefficientsThatThePointsWereMadeOf() {
    List<Point> points = new ArrayList<>();
    for (double rate : List.of(10.0, 40.0, 100.0)) {
      for (double subscribers : List.of(100.0, 1000.0, 2000.0)) {
        points.add(
            new Point(
                List.of(1.0, rate, rate * subscribers),
                2000 + 35 * rate + 1.5 * rate * subscribers));
      }
    }

    LinearFit fit = LinearFit.of(points);

    assertThat(fit.coefficients().get(0)).isCloseTo(2000, within(0.01));
    assertThat(fit.coefficients().get(1)).isCloseTo(35, within(0.001));
    assertThat(fit.coefficients().get(2)).isCloseTo(1.5, within(0.0001));
    assertThat(fit.determination()).isCloseTo(1, within(1e-9));
    assertThat(fit.at(List.of(1.0, 1.0, 1.0))).isCloseTo(2036.5, within(0.01));
  }

  @Test
  void pointsOffTheLineLowerTheDetermination() {
    LinearFit fit =
        LinearFit.of(
            List.of(
                new Point(List.of(1.0, 1.0), 10),
                new Point(List.of(1.0, 2.0), 40),
                new Point(List.of(1.0, 3.0), 20)));

    assertThat(fit.determination()).isLessThan(0.9);
  }

  @Test
  void termsThatDependOnEachOtherAreRefused() {
    List<Point> points = List.of(new Point(List.of(1.0, 2.0), 5), new Point(List.of(2.0, 4.0), 10));

    assertThatThrownBy(() -> LinearFit.of(points)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fewerPointsThanTermsAreRefused() {
    List<Point> points = List.of(new Point(List.of(1.0, 2.0), 5));

    assertThatThrownBy(() -> LinearFit.of(points))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 observations");
  }
}
