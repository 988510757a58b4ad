package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of features names its proofs; each of them is there. */
class FeatureTableTest {
  private static final Path PROJECT = Path.of("..");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  @Test
  void everyTestThatTheTableNamesExistsAndNoFeatureIsWithoutOne() throws IOException {
    Set<String> tests = testClasses();
    Stream<String> features =
        Files.readAllLines(PROJECT.resolve("docs/features.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| | "))
            .filter(line -> !line.startsWith("| **")); // headings
    assertThat(features)
        .hasSizeGreaterThan(40)
        .allSatisfy(
            line -> {
              String proof = line.substring(line.lastIndexOf(" | "));
              assertThat(NAME.matcher(proof).results().map(found -> found.group(1)))
                  .as(line)
                  .isNotEmpty()
                  .isSubsetOf(tests);
            });
    String all = Files.readString(PROJECT.resolve("docs/features.md"));
    assertThat(NAME.matcher(all).results().map(MatchResult::group))
        .contains("`SdkOnOneNodeIT`", "`SdkOnRedisIT`", "`SdkOnRedisClusterIT`");
  }

  private static Set<String> testClasses() throws IOException {
    Set<String> names = new HashSet<>();
    for (String module : List.of("server", "e2e")) {
      try (Stream<Path> files = Files.walk(PROJECT.resolve(module).resolve("src/test/java"))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .forEach(name -> names.add(name.substring(0, name.length() - ".java".length())));
      }
    }
    return names;
  }
}
