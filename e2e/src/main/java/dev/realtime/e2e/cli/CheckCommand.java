package dev.realtime.e2e.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What to run before a commit. */
@Command(
    name = "check",
    description = "Checks format and code, and runs the unit tests. Under two minutes.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    Workspace workspace = Workspace.standard();
    int status =
        workspace.maven().run(Map.of(), List.of("--quiet", "--fail-at-end", "-DskipITs", "verify"));
    if (status != 0) {
      System.err.println("Checks failed. Wrong format is mended by: ./mvnw spotless:apply");
    }
    return status;
  }
}
