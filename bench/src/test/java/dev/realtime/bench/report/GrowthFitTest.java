package dev.realtime.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.realtime.bench.scenario.Growth;
import dev.realtime.bench.scenario.Metric;
import dev.realtime.bench.scenario.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrowthFitTest {
  private final List<Result> results = new ArrayList<>();

  @Test
  void findsTheCostOfEachAndLeavesOutWindowsThatWereNotDelivered() {
    for (double count : List.of(1000.0, 5000.0, 9000.0)) {
      add(
          count + Growth.CONNECTIONS,
          count,
          Map.of(Metric.RSS, 130 + count / 200, Metric.CPU_PER_CONNECT, 200.0));
    }
    for (double audience : List.of(100.0, 1000.0)) {
      for (double rate : List.of(5.0, 50.0)) {
        load(audience + Growth.SUBSCRIBERS, audience, rate, 1000 / rate + 40 + 2 * audience, 1);
      }
    }
    load(500 + Growth.SUBSCRIBERS, 500, 20, 1, 0.1);
    add(
        700 + Growth.SUBSCRIBERS,
        700,
        Map.of(
            Metric.RATE,
            20.0,
            Metric.DELIVERIES,
            14_000.0,
            Metric.CPU_PER_PUBLICATION,
            1.0,
            Metric.GENERATOR_LATE,
            500.0));
    for (double nodes : List.of(1.0, 2.0, 3.0)) {
      load(nodes + Growth.NODES, nodes, 500, 60 + 30 * nodes, 1);
    }

    GrowthFit fit = GrowthFit.of(results);

    assertThat(fit.windows()).isEqualTo(new GrowthFit.Windows(9, 1, 1));
    assertThat(fit.memory().coefficients().get(1)).isCloseTo(1 / 200.0, within(1e-6));
    assertThat(fit.connectMicros()).isEqualTo(200);
    assertThat(fit.fanOut().coefficients().getFirst()).isCloseTo(1000, within(0.1));
    assertThat(fit.fanOut().coefficients().get(1)).isCloseTo(40, within(0.1));
    assertThat(fit.fanOut().coefficients().get(2)).isCloseTo(2, within(0.001));
    assertThat(fit.redis().coefficients().get(1)).isCloseTo(5, within(1e-6));
    assertThat(fit.nodes().coefficients().get(1)).isCloseTo(30, within(1e-6));
  }

  @Test
  void resultsOfOtherScenariosCannotBeFitted() {
    assertThatThrownBy(() -> GrowthFit.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  private void load(String point, double x, double rate, double micros, double delivered) {
    add(
        point,
        x,
        Map.of(
            Metric.RATE,
            rate,
            Metric.DELIVERIES,
            rate * x * delivered,
            Metric.CPU_PER_PUBLICATION,
            micros,
            Metric.REDIS_CPU,
            10 + 5 * x));
  }

  private void add(String point, double x, Map<String, Double> figures) {
    results.add(new Result(Growth.NAME, point, x, "realtime", 1, figures, List.of()));
  }
}
