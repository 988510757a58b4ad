package dev.realtime.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MissesTest {
  @Test
  void aSectionEndsWithTheNext() {
    Misses misses = Misses.of("# Title\nintro\n\n## one\n\nA line.\nAnother.\n\n## two\n\nEnd.\n");
    assertThat(misses.about("one")).isEqualTo("A line.\nAnother.");
    assertThat(misses.about("two")).isEqualTo("End.");
    assertThat(misses.about("three")).contains("Not looked into yet");
  }

  /** A key that no goal has is one that was renamed, and its section would never be shown. */
  @Test
  void everySectionBelongsToAGoal() throws Exception {
    String goals = Files.readString(Path.of("src/main/java/dev/realtime/bench/report/Goals.java"));
    String kept = Files.readString(Path.of("reports/misses.md"));
    assertThat(Pattern.compile("^## (\\S+)$", Pattern.MULTILINE).matcher(kept).results())
        .isNotEmpty()
        .allSatisfy(
            section -> {
              String key = section.group(1);
              assertThat(goals).contains(key.startsWith("p99-") ? "\"p99-\"" : '"' + key + '"');
            });
  }
}
