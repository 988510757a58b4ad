package dev.realtime.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The reference of conditions is generated from the enums. {@code ./mvnw -pl operator -am test
 * -Dtest=ConditionsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update=true} writes
 * it anew.
 */
final class ConditionsReferenceTest {
  private static final Path FILE = Path.of("..", "docs", "reference", "conditions.md");

  @Test
  void referenceListsEveryConditionAndReason() throws IOException {
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(FILE, reference());
    }

    assertThat(Files.readString(FILE))
        .as("differs from the enums: run the test with -Ddocs.update=true")
        .isEqualTo(reference());
  }

  @Test
  void wordsAreUniqueAndFitForConditions() {
    assertThat(Stream.of(Reason.values()).map(Reason::word))
        .allMatch(word -> word.matches("[A-Za-z]+"))
        .doesNotHaveDuplicates();
  }

  private static String reference() {
    String types =
        Stream.of(ConditionType.values())
            .map(type -> "| `%s` | %s |\n".formatted(type.word(), type.meaning()))
            .collect(Collectors.joining());
    String reasons =
        Stream.of(Reason.values())
            .sorted(Comparator.comparing(Reason::word))
            .map(
                reason ->
                    "| `%s` | %s | %s |\n"
                        .formatted(reason.word(), reason.meaning(), reason.remedy()))
            .collect(Collectors.joining());
    return """
    # Conditions

    What `status.conditions` of a `RealtimeService` says. Generated from the operator's own list; do not edit.

    The list is keyed by type. A condition is written only when its content changes, and `lastTransitionTime` moves only
    with `status`. `Unknown` means that it cannot be measured; nothing acts on it.

    | Condition | True means |
    |---|---|
    %s
    Every reason, and what to do about it where there is something to do; the condition's message adds names and figures.

    | Reason | Meaning | Remedy |
    |---|---|---|
    %s"""
        .formatted(types, reasons);
  }
}
