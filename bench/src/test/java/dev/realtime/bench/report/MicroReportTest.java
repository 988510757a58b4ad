package dev.realtime.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.bench.report.MicroReport.Point;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MicroReportTest {
  @Test
  void aRowForEachPointAndWhatASubscriberAllocates() {
    List<Point> points =
        List.of(
            fanOut("FanOutAllocation.publishToAll", 100, 7000),
            fanOut("FanOutAllocation.publishToAll", 1000, 52_000),
            fanOut("FanOutAllocation.bareViews", 100, 4000),
            fanOut("FanOutAllocation.bareViews", 1000, 40_000),
            new Point("CodecCost.decodePublish", Map.of(), 512.25, Double.NaN, "ns/op", 400));

    assertThat(MicroReport.text(points, Map.of("processors", "2")))
        .contains(
            "| FanOutAllocation.publishToAll | subscribers 100 | 10.0 ± 0.50 us/op | 7,000 B |")
        .contains("| CodecCost.decodePublish |  | 512 ns/op | 400 B |")
        .contains("allocates 50.00 B")
        .contains("needs 40.00 B")
        .contains("own are 10.00 B")
        .contains("- processors: 2");
  }

  private static Point fanOut(String benchmark, int subscribers, double bytes) {
    return new Point(
        benchmark, Map.of("subscribers", String.valueOf(subscribers)), 10, 0.5, "us/op", bytes);
  }
}
