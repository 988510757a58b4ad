package dev.realtime.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.e2e.cli.TestReports.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReportsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path project;

  @Test
  void reportsOfUnitAndIntegrationTestsAddUp() throws IOException {
    report("server/target/surefire-reports/TEST-a.xml", 5, START);
    report("server/target/failsafe-reports/TEST-b.xml", 2, START.plusSeconds(9));
    assertThat(counts().modules().get("server")).isEqualTo(new Count(7, 2, 0, 2));
  }

  @Test
  void reportsOfEarlierRunsDoNotCount() throws IOException {
    report("server/target/surefire-reports/TEST-a.xml", 5, START.minusSeconds(1));
    assertThat(counts().total()).isEqualTo(Count.NONE);
  }

  @Test
  void aModuleThatRanNothingShows() {
    assertThat(counts().table()).contains("server          0");
  }

  private TestReports counts() {
    return TestReports.since(START, project, List.of("server"));
  }

  private void report(String path, int tests, Instant written) throws IOException {
    Path file = project.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite name="dev.A" time="0.1" tests="%d" errors="0" skipped="1"
          failures="1">
          <testcase name="x"><system-out>tests="99"</system-out></testcase>
        </testsuite>
        """
            .formatted(tests));
    Files.setLastModifiedTime(file, FileTime.from(written));
  }
}
