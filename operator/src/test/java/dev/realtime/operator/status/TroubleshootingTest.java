package dev.realtime.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/troubleshooting.md has a line for every reason, and no reason that there is none of. */
class TroubleshootingTest {
  private static final Path PAGE = Path.of("..", "docs", "troubleshooting.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]+) \\| ([^|]+) \\|$");

  @Test
  void everyReasonIsThereOnceAndNoOther() throws IOException {
    assertThat(rows().stream().map(row -> row.group(1)).toList())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Reason.values()).map(Reason::word).toList());
  }

  @Test
  void whereThereIsARemedyThePageHasMoreThanNothing() throws IOException {
    Map<String, MatchResult> byWord =
        rows().stream().collect(Collectors.toMap(row -> row.group(1), Function.identity()));
    assertThat(Reason.values())
        .filteredOn(reason -> !reason.remedy().isEmpty())
        .allSatisfy(
            reason ->
                assertThat(byWord.get(reason.word()).group(3).strip())
                    .as(reason.word())
                    .isNotEqualTo("nothing"));
  }

  private static List<MatchResult> rows() throws IOException {
    return ROW.matcher(Files.readString(PAGE)).results().toList();
  }
}
