package dev.realtime.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.realtime.bench.measure.LinearFit;
import dev.realtime.bench.report.Demand.Answer;
import dev.realtime.bench.report.Demand.Pod;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class DemandTest {
  private static final GrowthFit.Windows NONE_LEFT_OUT = new GrowthFit.Windows(12, 0, 0);

  /** 100 MiB and 10 KiB a connection; 2 µs a delivery; Redis 20 µs and 10 µs for each node. */
  private static final GrowthFit FIT =
      new GrowthFit(
          fit(100, 10 / 1024.0), 200, fit(1000, 30, 2), fit(20, 10), fit(40, 20), NONE_LEFT_OUT);

  @Test
  void fewMessagesAreBoundByMemory() {
    Answer answer = new Demand("", 1_000_000, 100, 1).on(FIT, new Pod(400, 0.5));

    assertThat(answer.bound()).isEqualTo("memory");
    // A million of 10 KiB, 300 MiB of room in each pod.
    assertThat(answer.pods()).isEqualTo(33);
    assertThat(answer.nodesEach()).isCloseTo(1, within(1e-9));
    assertThat(answer.redisCores()).isCloseTo(100 * 30 / 1e6, within(1e-9));
    assertThat(answer.shards()).isEqualTo(1);
  }

  @Test
  void manyDeliveriesAreBoundByCpuAndPodsAreAddedUntilItSuffices() {
    Answer answer = new Demand("", 1_000_000, 100_000, 100).on(FIT, new Pod(400, 0.5));

    assertThat(answer.bound()).isEqualTo("CPU");
    assertThat(answer.serverCores()).isLessThanOrEqualTo(answer.pods() * 0.5);
    // One pod fewer would not do: what is busy hardly depends on one of them.
    assertThat(answer.serverCores()).isGreaterThan((answer.pods() - 2) * 0.5);
    assertThat(answer.shards()).isGreaterThan(1);
  }

  @Test
  void aBroadcastIsHeardByEveryPod() {
    Answer answer = new Demand("", 1_000_000, 1, 1_000_000).on(FIT, new Pod(400, 0.5));

    assertThat(answer.nodesEach()).isCloseTo((double) answer.pods(), within(0.01));
  }

  private static LinearFit fit(double... coefficients) {
    return new LinearFit(DoubleStream.of(coefficients).boxed().toList(), 1);
  }
}
