package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.HostPackages;
import dev.realtime.e2e.cluster.Requirements;
import dev.realtime.e2e.cluster.binary.KubeApiTest;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** All tests, or some. */
@picocli.CommandLine.Command(
    name = "test",
    description = "Runs the tests: all of them, or those of some modules.",
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
  /** The JUnit tag of tests that need pods that run. */
  private static final String NEEDS_CLUSTER = "cluster";

  /** In place of a module: the rows of the runbook, those that CI leaves out among them. */
  private static final String ROWS = "rows";

  /** What they write. */
  private static final String RESULTS = "docs/runbook-results.md";

  private static final String END_TO_END = "e2e";

  private static final List<String> MODULES =
      List.of("crds", "server", "operator", "cli", END_TO_END);

  @Parameters(
      arity = "0..*",
      paramLabel = "MODULE",
      description = {
        "crds, server, operator, cli, e2e;",
        "or rows: every row of the runbook on a real cluster, which writes docs/runbook-results.md (45 minutes)"
      })
  List<String> modules = new ArrayList<>();

  @Option(names = "--fast", description = "everything that needs no cluster of its own")
  boolean fast;

  @Option(
      names = "--without-cluster",
      description = "count it as success that this machine cannot run containers")
  boolean withoutCluster;

  @Override
  public Integer call() {
    Workspace workspace = Workspace.standard();
    Path project = workspace.directories().project();
    boolean rows = modules.equals(List.of(ROWS));
    if (!rows) {
      requireKnown(project);
    }
    workspace.binaries().requireToolchain();
    HostPackages.TESTS.install(workspace.progress());
    HostPackages.CLUSTER.install(workspace.progress());
    requireTestPrograms();
    List<String> obstacles = Requirements.missing();
    boolean cluster = !fast && !withoutCluster && obstacles.isEmpty();
    Map<String, String> environment =
        new HashMap<>(KubeApiTest.provide(workspace.binaries(), workspace.directories()));
    if (rows) {
      forgetRows(project.resolve("e2e/target/runbook-rows"));
      environment.put("REALTIME_RUNBOOK_RESULTS", project.resolve(RESULTS).toString());
    }
    Instant start = Instant.now();
    int goStatus = modules.isEmpty() ? testGo(workspace.binaries().go(), project) : 0;
    int status = workspace.maven().run(environment, rows ? rows() : arguments(cluster));
    if (status != 0 && modules.isEmpty() && leftOut(start, project)) {
      System.err.println(
          "Maven leaves out e2e where a module it builds upon fails; running it by itself.");
      forgetFailures(project);
      workspace.maven().run(environment, endToEnd(cluster));
    }
    TestReports reports = TestReports.since(start, project, tested(project, rows));
    System.out.println();
    System.out.print(reports.table());
    System.out.println("in " + Duration.between(start, Instant.now()).toSeconds() + " s");
    if (reports.total().tests() == 0) {
      System.err.println("No test ran at all: that is a failure.");
      return 1;
    }
    if (!cluster && !fast && !withoutCluster) {
      sayWhatDidNotRun(project, obstacles);
      return 1;
    }
    return status != 0 ? status : goStatus;
  }

  private List<String> arguments(boolean cluster) {
    List<String> arguments = new ArrayList<>(List.of("--fail-at-end", "verify"));
    if (!modules.isEmpty()) {
      arguments.addAll(List.of("-pl", String.join(",", modules), "-am"));
    }
    if (!cluster) {
      arguments.add("-DexcludedGroups=" + NEEDS_CLUSTER);
    }
    return arguments;
  }

  /** Whether not one test of e2e, the longest of the modules, has run. */
  private static boolean leftOut(Instant start, Path project) {
    return TestReports.since(start, project, List.of(END_TO_END)).total().tests() == 0;
  }

  /** Its tests without those of the modules that it builds upon. */
  private static List<String> endToEnd(boolean cluster) {
    List<String> arguments =
        new ArrayList<>(only("dev/realtime/e2e/**/*Test", "dev/realtime/e2e/**/*IT"));
    if (!cluster) {
      arguments.add("-DexcludedGroups=" + NEEDS_CLUSTER);
    }
    return arguments;
  }

  /**
   * Some tests of e2e.
   *
   * @param unit a pattern of surefire's
   * @param integration a pattern of failsafe's
   */
  private static List<String> only(String unit, String integration) {
    return List.of(
        "verify",
        "-pl",
        END_TO_END,
        "-am",
        "-Dtest=" + unit,
        "-Dsurefire.failIfNoSpecifiedTests=false",
        "-Dit.test=" + integration,
        "-Dfailsafe.failIfNoSpecifiedTests=false");
  }

  /** What failsafe has summed up of the modules that failed would fail them again at once. */
  private static void forgetFailures(Path project) {
    for (String module : present(project)) {
      Path summary =
          project.resolve(module).resolve("target/failsafe-reports/failsafe-summary.xml");
      try {
        Files.deleteIfExists(summary);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot remove " + summary, e);
      }
    }
  }

  /** What an earlier run saw is no result of this one. */
  private static void forgetRows(Path kept) {
    if (!Files.isDirectory(kept)) {
      return;
    }
    try (Stream<Path> files = Files.list(kept)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove the rows of the last run from " + kept, e);
    }
  }

  private static List<String> rows() {
    List<String> arguments =
        new ArrayList<>(
            only(
                "none",
                "dev/realtime/e2e/runbook/*IT,dev/realtime/e2e/scenario/*IT,dev/realtime/e2e/cli/DevUpIT"));
    arguments.add("-DexcludedGroups=");
    return arguments;
  }

  private List<String> tested(Path project, boolean rows) {
    if (rows) {
      return List.of(END_TO_END);
    }
    return modules.isEmpty() ? present(project) : modules;
  }

  private void requireKnown(Path project) {
    for (String module : modules) {
      if (!Files.exists(project.resolve(module).resolve("pom.xml"))) {
        throw new ClusterException(
            "There is no module '%s'. There are: %s"
                .formatted(module, String.join(", ", present(project))));
      }
    }
  }

  private static void requireTestPrograms() {
    Set<String> missing = HostPackages.TESTS.missing();
    if (!missing.isEmpty()) {
      throw new ClusterException(
          "Tests need Debian packages that are missing: apt-get install --no-install-recommends "
              + String.join(" ", missing));
    }
  }

  /** Other modules may join: whatever has a pom of its own counts. */
  private static List<String> present(Path project) {
    Set<String> present = new TreeSet<>(MODULES);
    try (Stream<Path> children = Files.list(project)) {
      children
          .filter(child -> Files.exists(child.resolve("pom.xml")))
          .forEach(child -> present.add(child.getFileName().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + project, e);
    }
    return List.copyOf(present);
  }

  /** The small Go programs of our own have tests, too. */
  static int testGo(Path go, Path project) {
    Command.Result result =
        Command.of(go.toString(), "test", "./...")
            .in(project.resolve("e2e/tools/node"))
            .with(Map.of("GOWORK", "off"))
            .within(Duration.ofMinutes(5))
            .tryRun();
    System.out.print(result.output());
    return result.status();
  }

  private static void sayWhatDidNotRun(Path project, List<String> obstacles) {
    System.err.println(
        "This machine cannot run containers, so the tests on a real cluster did not run:");
    clusterTests(project).forEach(name -> System.err.println("  - " + name));
    System.err.println("What is missing:");
    obstacles.forEach(obstacle -> System.err.println("  - " + obstacle));
    System.err.println("To leave them out on purpose: ./dev test --without-cluster");
  }

  private static List<String> clusterTests(Path project) {
    try (Stream<Path> files = Files.walk(project.resolve("e2e/src/test/java"))) {
      List<String> names = new ArrayList<>();
      for (Path file :
          files.filter(file -> file.toString().endsWith("IT.java")).sorted().toList()) {
        String text = Files.readString(file);
        if (text.contains("@Tag(\"" + NEEDS_CLUSTER + "\")") || text.contains("@OnCluster")) {
          names.add(file.getFileName().toString().replace(".java", ""));
        }
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the tests", e);
    }
  }
}
