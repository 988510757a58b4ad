package dev.realtime.operator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/runbook.md says of cool-downs and of the storm guard is what the code has. */
class RunbookPageTest {
  private static final Path PAGE = Path.of("../docs/runbook.md");

  @Test
  void hasEveryActionWithItsTimes() throws IOException {
    String rows =
        Stream.of(Action.values())
            .map(
                action ->
                    "| `%s` | %s | %d | %d |\n"
                        .formatted(
                            action.text(),
                            action.explanation(),
                            action.coolDown().toSeconds(),
                            action.verifyWithin().toSeconds()))
            .reduce("", String::concat);
    assertThat(Files.readString(PAGE)).contains("|---|---|---|---|\n" + rows);
  }

  @Test
  void saysWhatAStormIs() throws IOException {
    StormGuard storm = StormGuard.DEFAULT;
    assertThat(Files.readString(PAGE).replace('\n', ' '))
        .contains(
            "Once %d services, and %d %% of all, have an incident or signs of one within %d minutes"
                .formatted(storm.least(), storm.percent(), storm.within().toMinutes()));
  }
}
