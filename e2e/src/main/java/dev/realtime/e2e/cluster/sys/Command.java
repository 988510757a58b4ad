package dev.realtime.e2e.cluster.sys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of another program that ends by itself. Immutable; the {@code with} methods return a
 * changed copy.
 *
 * @param line program and arguments
 * @param directory working directory
 * @param environment added to this process's own
 * @param input what the program reads from its standard input
 * @param timeout after which the program and its children are killed
 */
public record Command(
    List<String> line,
    Path directory,
    Map<String, String> environment,
    String input,
    Duration timeout) {
  /** Lines of a failed program's output that are shown in the message. */
  private static final int LINES_SHOWN = 20;

  public Command {
    line = List.copyOf(line);
    environment = Map.copyOf(environment);
  }

  public static Command of(String... line) {
    return of(List.of(line));
  }

  public static Command of(List<String> line) {
    return new Command(line, Path.of("/"), Map.of(), "", Duration.ofMinutes(1));
  }

  public Command in(Path workingDirectory) {
    return new Command(line, workingDirectory, environment, input, timeout);
  }

  public Command with(Map<String, String> variables) {
    return new Command(line, directory, variables, input, timeout);
  }

  public Command reading(String text) {
    return new Command(line, directory, environment, text, timeout);
  }

  public Command within(Duration time) {
    return new Command(line, directory, environment, input, time);
  }

  /**
   * What came of a run.
   *
   * @param status exit status
   * @param output standard output and standard error as they came
   */
  public record Result(int status, String output) {}

  /**
   * Runs the program, which must succeed.
   *
   * @return its output, standard error included
   * @throws ClusterException where it does not start, ends with another status than 0, or takes too
   *     long; with the last lines of its output
   */
  public String run() {
    Result result = tryRun();
    if (result.status() != 0) {
      throw failure("ended with status " + result.status(), result.output());
    }
    return result.output();
  }

  /**
   * Runs the program, whatever its exit status.
   *
   * @throws ClusterException where it does not start or takes too long
   */
  public Result tryRun() {
    try {
      Path files = Files.createTempDirectory("command");
      Path output = files.resolve("output");
      Path standardInput = Files.writeString(files.resolve("input"), input);
      try {
        Process process = start(standardInput, output);
        await(process, output);
        return new Result(process.exitValue(), read(output));
      } finally {
        Files.deleteIfExists(output);
        Files.delete(standardInput);
        Files.delete(files);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep the output of " + shown(), e);
    }
  }

  private Process start(Path standardInput, Path output) {
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(standardInput.toFile())
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ClusterException("Cannot start " + shown() + ": " + e.getMessage(), e);
    }
  }

  private void await(Process process, Path output) throws IOException {
    boolean ended = false;
    try {
      ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("Interrupted while waiting for " + shown(), e);
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
    if (!ended) {
      throw failure("did not end within " + timeout.toSeconds() + " s", read(output));
    }
  }

  private static String read(Path output) throws IOException {
    return new String(Files.readAllBytes(output), UTF_8);
  }

  private ClusterException failure(String what, String output) {
    List<String> lines = new ArrayList<>(output.strip().lines().toList());
    List<String> last = lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
    return new ClusterException(
        shown() + " " + what + (last.isEmpty() ? "" : ":\n  " + String.join("\n  ", last)));
  }

  private String shown() {
    String text = String.join(" ", line);
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }
}
