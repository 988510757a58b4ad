package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.HostPackages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Hands over to the benchmark, a module and a process of its own; the options are its. */
@Command(
    name = "bench",
    description = {
      "Measures the server beside its peers and writes a report with plots.",
      "Its own options: ./dev bench --help"
    })
final class BenchCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", paramLabel = "OPTION", description = "the benchmark's")
  List<String> options = new ArrayList<>();

  @Override
  public Integer call() {
    Workspace workspace = Workspace.standard();
    HostPackages.BENCH.install(workspace.progress());
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                packaged(workspace),
                "dev.realtime.bench.cli.BenchCommand"));
    line.addAll(options);
    return Foreground.run(line, workspace.directories().project(), Map.of());
  }

  /** Packages the benchmark; returns its class path. */
  static String packaged(Workspace workspace) {
    workspace.maven().mustRun("-pl", "bench", "-am", "-DskipTests", "package");
    Path target = workspace.directories().project().resolve("bench/target");
    try {
      String libraries = Files.readString(target.resolve("class-path")).strip();
      return target.resolve("classes") + ":" + libraries;
    } catch (IOException e) {
      throw new UncheckedIOException("The benchmark's build left no class path in " + target, e);
    }
  }
}
