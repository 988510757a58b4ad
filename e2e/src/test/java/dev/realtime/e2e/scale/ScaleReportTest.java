package dev.realtime.e2e.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleReportTest {
  private static final String OLD_RUN =
      """
      {"services":100,"operators":1,"acceptSeconds":1.5,"readySeconds":17.8,"peakMebibytes":219.8,\
      "steadyMebibytes":218.9,"steadyCores":0.049,"steadyWrites":0,"restartSeconds":5.3,"restartWrites":0,\
      "machine":"a machine"}""";

  @TempDir Path directory;

  @Test
  void theBareOperatorStandsBesideOursOfTheSameSize() throws Exception {
    Files.writeString(directory.resolve("scale.jsonl"), OLD_RUN);

    Path page =
        new ScaleReport(directory)
            .add(new Figures(100, 1, true, 1, 9, 150, 140, 0.01, 0, 3, 0), "a machine");

    assertThat(Files.readString(page))
        .contains("| 100 | 1 operator | 17.8 s | 220 MiB |")
        .contains("| 100 | bare operator | 9.0 s | 150 MiB |");
    assertThat(Files.readString(directory.resolve("scale.svg")))
        .contains(">1 operator<")
        .contains(">bare operator<");
  }

  @Test
  void anotherRunOfTheSameKindTakesThePlaceOfTheFirst() throws Exception {
    ScaleReport report = new ScaleReport(directory);
    report.add(new Figures(100, 1, true, 1, 9, 150, 140, 0.01, 0, 3, 0), "a machine");
    report.add(new Figures(100, 1, true, 1, 8, 150, 140, 0.01, 0, 3, 0), "a machine");

    assertThat(Files.readAllLines(directory.resolve("scale.jsonl"))).hasSize(1);
  }

  @Test
  void aRunOfAnotherMachineIsForgotten() throws Exception {
    Files.writeString(directory.resolve("scale.jsonl"), OLD_RUN);

    Path page =
        new ScaleReport(directory)
            .add(new Figures(300, 1, false, 1, 9, 150, 140, 0.01, 0, 3, 0), "another machine");

    assertThat(Files.readString(page)).contains("another machine").doesNotContain("| 100 |");
    assertThat(Files.readAllLines(directory.resolve("scale.jsonl"))).hasSize(1);
  }

  @Test
  void startsAreARowForEachChoice() {
    StartReport report =
        new StartReport(
            List.of(
                new StartReport.Start(true, true, 1234.4, 180.2),
                new StartReport.Start(false, true, 2345, 175)));

    assertThat(report.page("a machine"))
        .contains("| on | on | 1234 ms | 180 MiB |")
        .contains("| off | on | 2345 ms | 175 MiB |");
  }
}
