package dev.realtime.e2e.manifests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The chart as a release before this one may have been: its CRD lacks a field, and its values a
 * section.
 *
 * @param chart its directory
 */
record OlderChart(Path chart) {
  /** Of the spec of a RealtimeService. */
  static final String FIELD = "image";

  static final String TYPE = "string";

  /** Copies today's and takes away what is new. */
  static OlderChart in(Path directory, Path today) throws IOException {
    Path chart = directory.resolve("older");
    try (Stream<Path> files = Files.walk(today)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = chart.resolve(today.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    replace(
        chart.resolve("files/crds/realtimeservices.realtime.dev.yaml"),
        "(?m)^ {14}" + FIELD + ":\n( {15,}.*\n)+",
        "");
    replace(chart.resolve("values.yaml"), "(?m)^monitoring:\n( .*\n)+", "");
    replace(
        chart.resolve("templates/operator.yaml"), "\\.Values\\.monitoring\\.podMonitor", "false");
    return new OlderChart(chart);
  }

  /** The same with another version, and so with the images of that one. */
  Path ofVersion(String version) throws IOException {
    replace(chart.resolve("Chart.yaml"), "(?m)^appVersion: .*$", "appVersion: " + version);
    return chart;
  }

  private static void replace(Path file, String pattern, String instead) throws IOException {
    String text = Files.readString(file);
    String older = text.replaceFirst(pattern, instead);
    if (older.equals(text)) {
      throw new IllegalStateException(file + " has nothing like " + pattern);
    }
    Files.writeString(file, older);
  }
}
