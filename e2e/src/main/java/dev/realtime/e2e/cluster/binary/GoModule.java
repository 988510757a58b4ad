package dev.realtime.e2e.cluster.binary;

import dev.realtime.e2e.cluster.sys.ClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Go module below {@code e2e/tools} that pins programs.
 *
 * @param directory holds {@code go.mod} and {@code go.sum}
 */
record GoModule(Path directory) {

  /** Returns the version of a module that is required directly, without the leading {@code v}. */
  String version(String modulePath) {
    Matcher matcher =
        Pattern.compile(
                "^\\s*(?:require )?" + Pattern.quote(modulePath) + " v(\\S+)", Pattern.MULTILINE)
            .matcher(goMod());
    if (!matcher.find()) {
      throw new ClusterException(
          directory.resolve("go.mod") + " does not require " + modulePath + "; add it there");
    }
    return matcher.group(1);
  }

  String goMod() {
    return read(directory.resolve("go.mod"));
  }

  /** Returns what {@code go.sum} holds; a module without dependencies has none. */
  String goSum() {
    Path file = directory.resolve("go.sum");
    return Files.exists(file) ? read(file) : "";
  }

  /** Returns all Go files of the module itself, tests excepted, in a fixed order. */
  List<Path> sources() {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".go"))
          .filter(file -> !file.toString().endsWith("_test.go"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the sources of " + directory, e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ClusterException("Cannot read " + file + "; is this a whole clone?", e);
    }
  }
}
