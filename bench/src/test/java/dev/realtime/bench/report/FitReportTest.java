package dev.realtime.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.realtime.bench.measure.LinearFit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitReportTest {
  private static final GrowthFit GROWTH =
      new GrowthFit(
          fit(100, 10 / 1024.0),
          200,
          fit(1000, 30, 2),
          fit(20, 10),
          fit(40, 20),
          new GrowthFit.Windows(12, 2, 1));

  @TempDir Path directory;

  @Test
  void saysHowManyWindowsWereLeftOutAndWhy() {
    assertThat(new FitText(GROWTH, Demand.Pod.USUAL).windows())
        .startsWith("Of 12 windows of load 3 were left out: 2 in which the load generator")
        .contains("1 in which not everything due was delivered");
  }

  @Test
  void theOperatorIsShardedByWhatBoundsItFirst() throws Exception {
    OperatorFit fit = OperatorFit.read(runs(200, 300));

    assertThat(fit.memory().coefficients().get(1)).isCloseTo(0.5, within(1e-9));
    // 350 MiB less 150 of an operator without services, half a MiB for each.
    assertThat(fit.perOperator()).isEqualTo(400);
    assertThat(fit.text(10_000)).contains("10,000 services are 25 operators").contains("memory is");
  }

  @Test
  void runsOfSeveralOperatorsAndOfTheBareOneAreOthers() throws Exception {
    assertThat(OperatorFit.read(runs(200, 300)).runs()).isEqualTo(2);
  }

  @Test
  void everyPartHasItsPlaceInTheDocument() throws Exception {
    String document = Files.readString(Path.of("../docs/scaling.md"));
    for (var part : FitReport.parts(GROWTH, OperatorFit.read(runs(200, 300))).entrySet()) {
      assertThat(Marked.replace(document, part.getKey(), part.getValue()))
          .contains(part.getValue().strip());
    }
  }

  @Test
  void aPartWithoutMarksIsNamed() {
    assertThatThrownBy(() -> Marked.replace("", "windows", "text"))
        .hasMessageContaining("'windows'");
  }

  private Path runs(double few, double many) throws Exception {
    return Files.write(
        directory.resolve("scale.jsonl"),
        List.of(
            run(100, 1, false, few),
            run(300, 1, false, many),
            run(300, 3, false, 1),
            run(300, 1, true, 1)));
  }

  private static String run(int services, int operators, boolean bare, double mebibytes) {
    return """
        {"services":%d,"operators":%d,"bare":%b,"peakMebibytes":%s,"steadyCores":%s,"restartSeconds":5}"""
        .formatted(services, operators, bare, mebibytes, 0.01 + services / 1e5);
  }

  private static LinearFit fit(double... coefficients) {
    return new LinearFit(DoubleStream.of(coefficients).boxed().toList(), 1);
  }
}
