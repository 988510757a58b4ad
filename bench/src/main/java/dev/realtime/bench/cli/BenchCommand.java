package dev.realtime.bench.cli;

import dev.realtime.bench.report.Report;
import dev.realtime.bench.report.RunFacts;
import dev.realtime.bench.scenario.Profile;
import dev.realtime.bench.scenario.Result;
import dev.realtime.bench.scenario.Scenario;
import dev.realtime.bench.scenario.Scenarios;
import dev.realtime.bench.scenario.Session;
import dev.realtime.bench.scenario.Turns;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.Targets;
import dev.realtime.bench.target.Workshop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the server beside its peers, with the same load, and writes a report. */
@Command(
    name = "./dev bench",
    description = "Measures the server beside its peers and writes a report with plots.",
    subcommands = {CompareCommand.class, FitCommand.class, JmhCommand.class},
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
  @Option(names = "--quick", description = "each question once, small; under 10 minutes")
  boolean quick;

  @Option(
      names = "--scenario",
      description = "only these; repeatable: ${COMPLETION-CANDIDATES}",
      completionCandidates = ScenarioNames.class)
  List<String> scenarioNames = new ArrayList<>();

  @Option(
      names = "--target",
      description =
          "only these; repeatable, with a variant after a colon: realtime:epoll, centrifuge-go:tuned")
  List<String> targetNames = new ArrayList<>();

  @Option(names = "--rounds", description = "how often to repeat; default 2 for quick, else 3")
  int rounds;

  @Option(
      names = "--workers",
      description = "load processes (default ${DEFAULT-VALUE}); one holds up to 18,000 clients")
  int workers = 1;

  @Option(names = "--seed", description = "of everything random (default ${DEFAULT-VALUE})")
  long seed = 1;

  @Option(
      names = "--output",
      description = "directory of the report; default bench/reports/quick or /full")
  Path output = Path.of("");

  @Option(names = "--project", hidden = true, description = "root of the checkout")
  Path project = Path.of("");

  /** Names for the help. */
  static final class ScenarioNames extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    ScenarioNames() {
      Scenarios.all().forEach(scenario -> add(scenario.name()));
    }
  }

  /** As typed, for the report. */
  private final List<String> given;

  BenchCommand(List<String> given) {
    this.given = List.copyOf(given);
  }

  private record Contestant(Target target, String variant) {
    String label() {
      return Session.label(target, variant);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long began = System.nanoTime();
    Profile profile = quick ? Profile.quick() : Profile.full();
    List<Scenario> scenarios = scenarios();
    List<Contestant> contestants = contestants();
    for (Contestant contestant : contestants) {
      contestant.target().build(contestant.variant());
    }
    Report report =
        new Report(quick ? "Benchmark, quick profile" : "Benchmark, full profile", scenarios);
    List<String> failures = new ArrayList<>();
    List<Result> results;
    try (Session session =
        new Session(profile, Workshop.of(project), workers, seed, BenchCommand::show)) {
      int repeats = rounds > 0 ? rounds : profile.rounds();
      for (int round = 1; round <= repeats; round++) {
        session.round(round);
        System.out.printf("Round %d of %d%n", round, repeats);
        // The quick one has ratios to the peer that speaks the same protocol; the others show where
        // the two stand, and once is enough for that.
        boolean all = !quick || round == 1 || !targetNames.isEmpty();
        List<Contestant> these = inTurn(all ? contestants : closest(contestants), round);
        for (Scenario scenario : round == 1 ? scenarios : repeated(scenarios)) {
          measure(session, scenario, these, failures);
        }
      }
      results = session.results();
    }
    Path directory =
        output.toString().isEmpty()
            ? project.resolve("bench/reports").resolve(quick ? "quick" : "full")
            : output;
    Duration took = Duration.ofSeconds((System.nanoTime() - began) / 1_000_000_000L);
    report.write(
        directory,
        results,
        failures,
        new RunFacts(
            Provenance.of(
                project,
                contestants.stream().map(Contestant::target).distinct().toList(),
                options(took))),
        project.resolve("bench/reports/misses.md"));
    System.out.printf(
        "%d results in %s, report: %s%n", results.size(), took, directory.resolve("report.md"));
    return failures.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private Map<String, String> options(Duration took) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("options", shown(given));
    facts.put("load workers", String.valueOf(workers));
    facts.put("duration", "%d min %d s".formatted(took.toMinutes(), took.toSecondsPart()));
    return facts;
  }

  /** Without directories. */
  private static String shown(List<String> options) {
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      String option = options.get(i);
      if (option.equals("--output") || option.equals("--project")) {
        i++;
      } else if (!option.startsWith("--output=") && !option.startsWith("--project=")) {
        shown.add(option);
      }
    }
    return shown.isEmpty() ? "none" : String.join(" ", shown);
  }

  /**
   * Where targets do not take turns, whoever comes first meets a generator that has not been
   * compiled for the scenario yet, and has the longer tail for it: that falls to the first in odd
   * rounds, and to the last in even ones.
   */
  private static List<Contestant> inTurn(List<Contestant> contestants, int round) {
    return round % 2 == 0 ? contestants.reversed() : contestants;
  }

  private static List<Contestant> closest(List<Contestant> contestants) {
    return contestants.stream()
        .filter(contestant -> contestant.target().features().contains(Target.Feature.CENTRIFUGO))
        .toList();
  }

  private static void measure(
      Session session, Scenario scenario, List<Contestant> contestants, List<String> failures)
      throws IOException, InterruptedException {
    List<Contestant> able =
        contestants.stream()
            .filter(each -> each.target().features().containsAll(scenario.needs()))
            .toList();
    System.out.println(scenario.name());
    long began = System.nanoTime();
    List<@Nullable Exception> ends =
        Turns.run(
            able.stream()
                .<Turns.Course>map(
                    each -> () -> scenario.run(session, each.target(), each.variant()))
                .toList());
    boolean failed = false;
    for (int i = 0; i < able.size(); i++) {
      Exception end = ends.get(i);
      if (end != null) {
        failed = true;
        String label = able.get(i).label();
        String reason = reason(end);
        failures.add("%s, %s: %s".formatted(scenario.name(), label, reason));
        System.out.printf("  %s could not be measured: %s%n", label, reason);
      }
    }
    if (failed) {
      session.reset();
    }
    System.out.printf("  took %.1f s%n", (System.nanoTime() - began) / 1e9);
  }

  /**
   * Why a measurement failed. The run goes on with what else there is to measure; the report and
   * the exit code tell.
   *
   * @throws InterruptedException if the run is to end
   * @throws IllegalArgumentException or the like if what failed is the benchmark itself
   */
  private static String reason(Exception end) throws InterruptedException {
    return switch (end) {
      case IllegalStateException refused -> String.valueOf(refused.getMessage());
      case IOException unreachable -> String.valueOf(unreachable.getMessage());
      case UncheckedIOException unreachable -> String.valueOf(unreachable.getMessage());
      case InterruptedException interrupted -> throw interrupted;
      case RuntimeException wrong -> throw wrong;
      default -> throw new IllegalStateException(end);
    };
  }

  private static void show(Result result) {
    Map<String, String> figures = new TreeMap<>();
    result
        .figures()
        .forEach((name, value) -> figures.put(name, String.format(Locale.ROOT, "%.2f", value)));
    System.out.printf(
        "  %-14s %-32s %s %s%n", result.target(), result.point(), figures, result.problems());
  }

  private List<Scenario> scenarios() {
    if (scenarioNames.isEmpty()) {
      return quick ? Scenarios.quick() : Scenarios.all();
    }
    Map<String, Scenario> byName =
        Scenarios.all().stream().collect(Collectors.toMap(Scenario::name, it -> it));
    return scenarioNames.stream().map(name -> known("scenario", byName, name)).toList();
  }

  private List<Contestant> contestants() {
    List<Target> all = Targets.all(project);
    if (targetNames.isEmpty()) {
      return all.stream().map(target -> new Contestant(target, "")).toList();
    }
    Map<String, Target> byName = all.stream().collect(Collectors.toMap(Target::name, it -> it));
    return targetNames.stream()
        .map(
            name -> {
              String[] parts = name.split(":", 2);
              String variant = parts.length > 1 ? parts[1] : "";
              Target target = known("target", byName, parts[0]);
              requireKnown(target, variant);
              return new Contestant(target, variant);
            })
        .toList();
  }

  private static void requireKnown(Target target, String variant) {
    for (String part : variant.isEmpty() ? new String[0] : variant.split("\\+", -1)) {
      if (!target.variants().contains(part)) {
        throw new IllegalArgumentException(
            "%s has no variant '%s'; it has %s"
                .formatted(
                    target.name(),
                    part,
                    target.variants().isEmpty()
                        ? "none"
                        : String.join(", ", new TreeSet<>(target.variants()))));
      }
    }
  }

  /** A quick run that chooses nothing spends its minutes on the ratios that take repeating. */
  private List<Scenario> repeated(List<Scenario> scenarios) {
    return quick && scenarioNames.isEmpty() ? Scenarios.quickRepeated() : scenarios;
  }

  private static <T> T known(String kind, Map<String, T> byName, String name) {
    T value = byName.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "There is no %s '%s'; there are %s"
              .formatted(kind, name, String.join(", ", new TreeMap<>(byName).keySet())));
    }
    return value;
  }

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BenchCommand(List.of(arguments))).execute(arguments));
  }
}
