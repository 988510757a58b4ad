package dev.realtime.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.bench.measure.Spread;
import dev.realtime.bench.scenario.Metric;
import dev.realtime.bench.scenario.Result;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void showsTheRatiosThatBothRunsHaveAndWhichDiffer() {
    List<Result> one = List.of(cpu("20/s", "realtime", 5), cpu("20/s", "centrifuge-go", 10));
    List<Result> same = List.of(cpu("20/s", "realtime", 11), cpu("20/s", "centrifuge-go", 20));
    List<Result> other =
        List.of(
            cpu("20/s", "realtime", 6),
            cpu("20/s", "centrifuge-go", 10),
            cpu("60/s", "realtime", 1),
            cpu("60/s", "centrifuge-go", 1));

    assertThat(Comparison.of(one, same).text())
        .contains("| fan-out | 20/s | CPU per delivery, µs | 0.50 | 0.55 | 1.10 |  |")
        .contains(
            "1 of 1 ratios of realtime to centrifuge-go agree within 15 %, 0 within the spread of both runs, 0 differ");
    assertThat(Comparison.of(one, other).text())
        .contains("| fan-out | 20/s | CPU per delivery, µs | 0.50 | 0.60 | 1.20 | differs |")
        .contains("| CPU per delivery, µs | 1 | 0 | 1 | 20 % |")
        .contains("0 of 1 ratios")
        .doesNotContain("60/s");
  }

  @Test
  void ratiosDifferInEitherDirection() {
    assertThat(row(exactly(1), exactly(0.86)).agreement()).isEqualTo(Comparison.Agreement.NONE);
    assertThat(row(exactly(0.86), exactly(1)).agreement()).isEqualTo(Comparison.Agreement.NONE);
    assertThat(row(exactly(1), exactly(0.9)).agreement()).isEqualTo(Comparison.Agreement.CLOSE);
  }

  @Test
  void aRatioIsWithinTheSpreadWhereEachRunHasMeasuredTheOthersMedianToo() {
    Spread wide = Spread.of(List.of(0.5, 1.0, 1.6));
    Spread higher = Spread.of(List.of(0.9, 1.5, 1.7));
    Spread narrow = Spread.of(List.of(1.4, 1.5, 1.6));

    assertThat(row(wide, higher).agreement()).isEqualTo(Comparison.Agreement.WITHIN_SPREAD);
    assertThat(row(wide, narrow).agreement()).isEqualTo(Comparison.Agreement.NONE);
    assertThat(row(narrow, wide).agreement()).isEqualTo(Comparison.Agreement.NONE);
  }

  private static Comparison.Row row(Spread one, Spread other) {
    return new Comparison.Row("", one, other);
  }

  private static Spread exactly(double value) {
    return Spread.of(List.of(value));
  }

  @Test
  void extremesAndTheGeneratorsOwnFiguresHaveNoRatio() {
    List<Result> run =
        List.of(
            window("realtime", Metric.P99, Metric.P999, Metric.MAX, Metric.GENERATOR_LATE),
            window("centrifuge-go", Metric.P99, Metric.P999, Metric.MAX, Metric.GENERATOR_LATE));

    assertThat(Comparison.of(run, run).rows())
        .extracting(Comparison.Row::what)
        .containsExactly("fan-out | 20/s | p99, ms");
  }

  private static Result window(String target, String... figures) {
    Map<String, Double> values = new TreeMap<>();
    List.of(figures).forEach(figure -> values.put(figure, 2.0));
    return new Result("fan-out", "20/s", 20, target, 1, values, List.of());
  }

  private static Result cpu(String point, String target, double value) {
    return new Result(
        "fan-out", point, 20, target, 1, Map.of(Metric.CPU_PER_DELIVERY, value), List.of());
  }
}
