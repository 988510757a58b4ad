package dev.realtime.e2e.image;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run of another program: it succeeds within its time, or fails with what it said.
 *
 * @param line program and arguments
 * @param directory working directory
 * @param environment added to this process's environment
 * @param timeout after which the program is killed
 */
record Command(
    List<String> line, Path directory, Map<String, String> environment, Duration timeout) {

  private static final int LINES_SHOWN = 20;

  static Command of(String... line) {
    return of(List.of(line));
  }

  static Command of(List<String> line) {
    return new Command(List.copyOf(line), Path.of("/"), Map.of(), Duration.ofMinutes(5));
  }

  Command in(Path workingDirectory) {
    return new Command(line, workingDirectory, environment, timeout);
  }

  Command with(Map<String, String> variables) {
    return new Command(line, directory, variables, timeout);
  }

  /**
   * Runs it.
   *
   * @return the lines it wrote to standard output and standard error
   * @throws ImageBuildException where it cannot be started, exits with other than 0, or takes too
   *     long; with the last lines it wrote
   */
  List<String> run() throws IOException, InterruptedException {
    Path output = Files.createTempFile("command", ".log");
    try {
      Process process = start(output);
      if (!process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        throw failure("did not end within " + timeout.toSeconds() + " s", read(output));
      }
      List<String> lines = read(output);
      if (process.exitValue() != 0) {
        throw failure("exited with " + process.exitValue(), lines);
      }
      return lines;
    } finally {
      Files.delete(output);
    }
  }

  private Process start(Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(line))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("LC_ALL", "C.UTF-8");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ImageBuildException(
          "Cannot start " + line.getFirst() + ": " + e.getMessage() + ". Is it installed?", e);
    }
  }

  private static List<String> read(Path output) throws IOException {
    try (Stream<String> lines = Files.lines(output, Charset.forName("ISO-8859-1"))) {
      return lines.toList();
    }
  }

  private ImageBuildException failure(String what, List<String> lines) {
    List<String> last = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
    return new ImageBuildException(
        "`%s` %s:%n  %s".formatted(String.join(" ", line), what, String.join("\n  ", last)));
  }
}
