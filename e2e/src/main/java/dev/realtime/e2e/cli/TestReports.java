package dev.realtime.e2e.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Counts what really ran, from the reports that Surefire and Failsafe leave.
 *
 * @param modules counts of each module that has reports
 */
record TestReports(Map<String, Count> modules) {
  private static final List<String> DIRECTORIES =
      List.of("target/surefire-reports", "target/failsafe-reports");

  private static final Pattern ATTRIBUTE =
      Pattern.compile("\\b(tests|errors|failures|skipped)=\"(\\d+)\"");
  private static final Pattern SUITE = Pattern.compile("<testsuite\\b[^>]*>", Pattern.DOTALL);

  /**
   * How many tests.
   *
   * @param tests all, the three below included
   * @param failures assertions that did not hold
   * @param errors exceptions
   * @param skipped not run
   */
  record Count(int tests, int failures, int errors, int skipped) {
    static final Count NONE = new Count(0, 0, 0, 0);

    Count plus(Count other) {
      return new Count(
          tests + other.tests,
          failures + other.failures,
          errors + other.errors,
          skipped + other.skipped);
    }

    /** Reads the attributes of a report's {@code testsuite} element. */
    static Count parse(String report) {
      Matcher suite = SUITE.matcher(report);
      if (!suite.find()) {
        return NONE;
      }
      Map<String, Integer> values = new TreeMap<>();
      Matcher attribute = ATTRIBUTE.matcher(suite.group());
      while (attribute.find()) {
        values.put(attribute.group(1), Integer.valueOf(attribute.group(2)));
      }
      return new Count(
          values.getOrDefault("tests", 0),
          values.getOrDefault("failures", 0),
          values.getOrDefault("errors", 0),
          values.getOrDefault("skipped", 0));
    }
  }

  /** Reads the reports that were written since a time. */
  static TestReports since(Instant start, Path project, List<String> modules) {
    Map<String, Count> counts = new TreeMap<>();
    for (String module : modules) {
      Count sum = Count.NONE;
      for (String directory : DIRECTORIES) {
        sum = sum.plus(count(project.resolve(module).resolve(directory), start));
      }
      counts.put(module, sum);
    }
    return new TestReports(counts);
  }

  private static Count count(Path directory, Instant start) {
    if (!Files.isDirectory(directory)) {
      return Count.NONE;
    }
    try (Stream<Path> files = Files.list(directory)) {
      Count sum = Count.NONE;
      for (Path file : files.filter(TestReports::isReport).toList()) {
        if (Files.getLastModifiedTime(file).compareTo(FileTime.from(start)) >= 0) {
          sum = sum.plus(Count.parse(Files.readString(file)));
        }
      }
      return sum;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the reports in " + directory, e);
    }
  }

  private static boolean isReport(Path file) {
    return file.getFileName().toString().matches("TEST-.*\\.xml");
  }

  Count total() {
    return modules.values().stream().reduce(Count.NONE, Count::plus);
  }

  /** One line for a module, one for all. */
  String table() {
    StringBuilder table = new StringBuilder();
    String row = "%-10s %6s %8s %6s %7s%n";
    table.append(row.formatted("", "tests", "failures", "errors", "skipped"));
    modules.forEach((module, count) -> table.append(line(row, module, count)));
    return table.append(line(row, "all", total())).toString();
  }

  private static String line(String row, String name, Count count) {
    return row.formatted(name, count.tests(), count.failures(), count.errors(), count.skipped());
  }
}
