package dev.realtime.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.bench.scenario.Metric;
import dev.realtime.bench.scenario.Result;
import dev.realtime.bench.scenario.Scenario;
import dev.realtime.bench.scenario.Scenarios;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir Path directory;

  @Test
  void ratiosAreTakenWithinARoundAndProblemsStandInTheReport() throws Exception {
    Scenario fanOut =
        Scenarios.quick().stream()
            .filter(it -> it.name().equals("fan-out"))
            .findFirst()
            .orElseThrow();
    List<Result> results = new ArrayList<>();
    // The machine is twice as slow in the second round; the ratio is 0.5 in both all the same.
    for (int round = 1; round <= 2; round++) {
      for (int rate : List.of(20, 60, 150)) {
        results.add(result("realtime", rate, round, 5.0 * round, List.of()));
        results.add(
            result(
                "centrifuge-go",
                rate,
                round,
                10.0 * round,
                List.of("2 publications were skipped")));
      }
    }
    Path misses = Files.writeString(directory.resolve("misses.md"), "");
    new Report("Title", List.of(fanOut))
        .write(
            directory,
            results,
            List.of("jitter, x: no luck"),
            new RunFacts(Map.of("commit", "abc123")),
            misses);
    String report = Files.readString(directory.resolve("report.md"));
    assertThat(report)
        .contains(
            "| 20/s | CPU per delivery, µs | 7.50 (5.00–10.0) | 15.0 (10.0–20.0) | 0.50 (0.50–0.50) |")
        .contains("centrifuge-go, 20/s, round 1: 2 publications were skipped")
        .contains("jitter, x: no luck")
        .contains("- commit: abc123")
        .contains("means of two measurements");
    String plot = Files.readString(directory.resolve("fan-out-cpu-per-delivery-s.svg"));
    assertThat(report).contains("fan-out-cpu-per-delivery-s.svg");
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(plot.getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("polyline")
                .getLength())
        .isEqualTo(2);
  }

  private static Result result(
      String target, int rate, int round, double cpu, List<String> problems) {
    return new Result(
        "fan-out",
        rate + "/s",
        rate,
        target,
        round,
        Map.of(Metric.CPU_PER_DELIVERY, cpu),
        problems);
  }
}
