package dev.realtime.bench.target;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where peers are built from, and where their programs and the logs of all processes go.
 *
 * @param peers directory with the peers' sources
 * @param output directory for what is built and logged
 */
public record Workshop(Path peers, Path output) {
  private static final int BUILD_TIMEOUT_MINUTES = 10;

  /** The workshop of a checkout of this project. */
  public static Workshop of(Path project) {
    return new Workshop(
        project.resolve("bench/peers"), project.resolve("bench/target/bench").toAbsolutePath());
  }

  /** The log of a process. */
  public Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /** Where all logs are. */
  public Path logs() {
    return output.resolve("logs");
  }

  /** The first of these programs that there is: names are looked for in PATH, paths as they are. */
  public static String tool(String remedy, String... candidates) throws IOException {
    List<Path> directories = new ArrayList<>();
    for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
      directories.add(Path.of(directory));
    }
    for (String candidate : candidates) {
      for (Path directory : directories) {
        Path program = directory.resolve(candidate);
        if (Files.isExecutable(program) && Files.isRegularFile(program)) {
          return program.toString();
        }
      }
    }
    throw new IOException(
        "None of %s is installed; %s".formatted(String.join(", ", candidates), remedy));
  }

  /** Whether a program is there, and none of the files it is built from is newer. */
  boolean isBuilt(Path program, String peer) throws IOException {
    if (!Files.exists(program)) {
      return false;
    }
    FileTime built = Files.getLastModifiedTime(program);
    try (Stream<Path> sources = Files.list(peers.resolve(peer))) {
      for (Path source : sources.toList()) {
        if (Files.getLastModifiedTime(source).compareTo(built) > 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** What a command prints, in which a program tells what it is. */
  static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("'%s' failed:%n%s".formatted(String.join(" ", command), text));
    }
    return text.strip();
  }

  /** Runs a build command in a directory. */
  void run(Path directory, List<String> command) throws IOException, InterruptedException {
    Path log = log("build-" + directory.getFileName());
    Files.createDirectories(log.getParent());
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(BUILD_TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("Building took more than 10 minutes: " + String.join(" ", command));
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "'%s' failed:%n%s".formatted(String.join(" ", command), Files.readString(log)));
    }
  }
}
