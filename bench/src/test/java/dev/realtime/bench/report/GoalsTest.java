package dev.realtime.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.bench.report.Goal.Outcome;
import dev.realtime.bench.scenario.FanOut;
import dev.realtime.bench.scenario.Growth;
import dev.realtime.bench.scenario.Metric;
import dev.realtime.bench.scenario.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GoalsTest {
  private static final String SATURATION = FanOut.SATURATION + "1000 subscribers";

  private final List<Result> results = new ArrayList<>();

  @Test
  void theWorstPointDecidesAndOnlyGoalsWithFiguresAreThere() {
    cpu("20/s", 6, 10, 5);
    cpu("60/s", 4, 10, 5);

    assertThat(new Goals(results).measured())
        .extracting(Goal::key)
        .containsExactly("cpu-low-rates-peer", "cpu-low-rates-loop");
    Goal peer = goal("cpu-low-rates-peer").orElseThrow();
    assertThat(peer.isMissed()).isTrue();
    assertThat(peer.row(peer.worst().orElseThrow()))
        .contains("0.60, 1000 subscribers, 20/s | 20 % beyond | **missed**");
    assertThat(goal("cpu-low-rates-loop").orElseThrow().isMissed()).isTrue();
  }

  @Test
  void aPointWhoseGeneratorWasTheBottleneckCountsForNoGoal() {
    cpu("20/s", 4, 10, 5);
    add(
        "fan-out",
        "1000 subscribers, 60/s",
        "realtime",
        Map.of(Metric.CPU_PER_DELIVERY, 9.0, Metric.GENERATOR_BUSY, 95.0));
    add(
        "fan-out",
        "1000 subscribers, 60/s",
        "centrifuge-go",
        Map.of(Metric.CPU_PER_DELIVERY, 10.0));

    assertThat(goal("cpu-low-rates-peer").orElseThrow().isMissed()).isFalse();
  }

  @Test
  void aRateHeldThatWasNotSaturatedIsALowerBound() {
    held("realtime", 1900, false);
    held("centrifuge-go", 900, true);
    Goal met = goal("saturation").orElseThrow();
    assertThat(met.outcome(met.worst().orElseThrow())).isEqualTo(Outcome.MET);
    assertThat(met.row(met.worst().orElseThrow())).contains("≥ 2.11");
  }

  @Test
  void aLowerBoundBelowTheGoalLeavesItOpen() {
    held("realtime", 1000, false);
    held("centrifuge-go", 900, true);
    Goal open = goal("saturation").orElseThrow();
    assertThat(open.outcome(open.worst().orElseThrow())).isEqualTo(Outcome.OPEN);
  }

  @Test
  void anUpperBoundBelowTheGoalIsAMiss() {
    held("realtime", 900, true);
    held("centrifuge-go", 900, false);
    assertThat(goal("saturation").orElseThrow().isMissed()).isTrue();
  }

  @Test
  void twoRatesThatWereNotSaturatedTellNothing() {
    held("realtime", 400, false);
    held("centrifuge-go", 400, false);
    assertThat(goal("saturation")).isEmpty();
  }

  @Test
  void p99AtTwoThirdsIsThatOfTheHighestRateBelow() {
    held("realtime", 900, true);
    for (int rate : List.of(150, 600, 900)) {
      add(
          "fan-out",
          "1000 subscribers, " + rate + "/s",
          "realtime",
          Map.of(Metric.P99, rate / 10.0));
    }
    Goal goal = goal("two-thirds-p99").orElseThrow();
    assertThat(goal.worst().orElseThrow().point()).isEqualTo("1000 subscribers, 600/s");
    assertThat(goal.isMissed()).isTrue();
  }

  @Test
  void costIsFlatWhenNoPointIsDearerThanTheFirstByMoreThanATenth() {
    growth(1000, 10.0);
    growth(5000, 10.9);
    assertThat(goal("flat-subscribers")).as("the far end is missing").isEmpty();
    growth(10_000, 5);
    assertThat(goal("flat-subscribers").orElseThrow().isMissed()).isFalse();
    growth(2000, 11.2);
    assertThat(goal("flat-subscribers").orElseThrow().isMissed()).isTrue();
  }

  private void growth(int subscribers, double cpu) {
    results.add(
        new Result(
            Growth.NAME,
            subscribers + Growth.SUBSCRIBERS + "20/s",
            subscribers,
            "realtime",
            1,
            Map.of(Metric.RATE, 20.0, Metric.CPU_PER_DELIVERY, cpu),
            List.of()));
  }

  private void cpu(String rate, double subject, double peer, double loop) {
    String point = "1000 subscribers, " + rate;
    add("fan-out", point, "realtime", Map.of(Metric.CPU_PER_DELIVERY, subject));
    add("fan-out", point, "centrifuge-go", Map.of(Metric.CPU_PER_DELIVERY, peer));
    add("fan-out", point, "c-send-loop", Map.of(Metric.CPU_PER_DELIVERY, loop));
  }

  private void held(String target, double rate, boolean saturated) {
    add(
        "fan-out",
        SATURATION,
        target,
        saturated
            ? Map.of(Metric.HELD, rate, Metric.NOT_HELD, rate * 2)
            : Map.of(Metric.HELD, rate));
  }

  private void add(String scenario, String point, String target, Map<String, Double> figures) {
    results.add(new Result(scenario, point, 0, target, 1, figures, List.of()));
  }

  private Optional<Goal> goal(String key) {
    return new Goals(results)
        .measured().stream().filter(goal -> goal.key().equals(key)).findFirst();
  }
}
