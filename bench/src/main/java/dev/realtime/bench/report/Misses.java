package dev.realtime.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of goals that are missed: where the time goes, what was tried. Kept by hand in
 * {@code bench/reports/misses.md}, a section for each goal, its heading the goal's key.
 */
final class Misses {
  private static final String HEADING = "## ";

  private final Map<String, String> sections = new LinkedHashMap<>();

  private Misses() {}

  /** Reads them. */
  static Misses read(Path file) throws IOException {
    return of(Files.readString(file));
  }

  static Misses of(String text) {
    Misses misses = new Misses();
    String key = "";
    for (String line : text.lines().toList()) {
      if (line.startsWith(HEADING)) {
        key = line.substring(HEADING.length()).strip();
        misses.sections.put(key, "");
      } else if (!key.isEmpty()) {
        misses.sections.merge(key, line + "\n", String::concat);
      }
    }
    return misses;
  }

  /** The section; says so where nobody has looked yet. */
  String about(String key) {
    String section = sections.getOrDefault(key, "").strip();
    return section.isEmpty()
        ? "Not looked into yet: `misses.md` has no section of this name."
        : section;
  }
}
