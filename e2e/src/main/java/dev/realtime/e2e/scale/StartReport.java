package dev.realtime.e2e.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How an operator starts with several choices of the JVM's options.
 *
 * @param starts medians of several for each choice
 */
public record StartReport(List<Start> starts) {
  public StartReport {
    starts = List.copyOf(starts);
  }

  /**
   * One choice.
   *
   * @param aotCache whether there is one, recorded with the same object headers
   * @param compactHeaders whether objects have them
   * @param leadingMillis from starting the process until it leads
   * @param restMebibytes resident once it is at rest
   */
  public record Start(
      boolean aotCache, boolean compactHeaders, double leadingMillis, double restMebibytes) {}

  /** Writes {@code operator-start.md}; returns its path. */
  public Path write(Path directory, String machine) throws IOException {
    Files.createDirectories(directory);
    return Files.writeString(directory.resolve("operator-start.md"), page(machine));
  }

  String page(String machine) {
    StringBuilder page =
        new StringBuilder(
            """
            # How the operator starts

            Written by `./dev scale --start-up`. A real API server without services, the operator as a process with the
            options and the heap of its container, on one machine (%s): from starting the process until it leads, and its
            resident memory %d s later (VmRSS, mapped files of the Java runtime included). Medians of %d starts. Each AOT
            cache was recorded with the object headers that it is used with.

            | AOT cache | Compact object headers | Start to leading | Resident at rest |
            |---|---|---|---|
            """
                .formatted(
                    machine, OperatorStarts.REST.toSeconds(), OperatorStarts.STARTS_OF_EACH));
    for (Start start : starts) {
      page.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.0f ms | %.0f MiB |%n",
              start.aotCache() ? "on" : "off",
              start.compactHeaders() ? "on" : "off",
              start.leadingMillis(),
              start.restMebibytes()));
    }
    return page.append("\nThe image has both on.\n").toString();
  }
}
