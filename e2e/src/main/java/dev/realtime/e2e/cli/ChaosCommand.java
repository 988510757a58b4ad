package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.HostPackages;
import dev.realtime.e2e.cluster.Requirements;
import dev.realtime.e2e.cluster.sys.ClusterException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Faults at random under clients, on a cluster of its own. */
@Command(
    name = "chaos",
    description = {
      "Strikes a service with faults drawn from a seed, and checks every message.",
      "Under 200 clients with the official SDK, ten seconds for each fault. Writes"
          + " bench/reports/chaos.md."
    },
    mixinStandardHelpOptions = true)
final class ChaosCommand implements Callable<Integer> {
  @Option(names = "--faults", defaultValue = "20", description = "how many (default: 20)")
  int faults;

  @Option(
      names = "--seed",
      defaultValue = "20260101",
      description = "which: the same seed strikes with the same faults in the same order")
  long seed;

  @Option(
      names = "--redis",
      description = {
        "single (default): one, with an append-only file; or replicated: three with Sentinels, whose master is",
        "stopped now and then (writes chaos-replicated.md)"
      })
  String redis = "single";

  @Override
  public Integer call() {
    if (faults < 1 || faults > 10_000) {
      throw new ClusterException("--faults must be 1 to 10000, and is " + faults);
    }
    if (!List.of("single", "replicated").contains(redis)) {
      throw new ClusterException("--redis must be single or replicated, and is " + redis);
    }
    String report = redis.equals("single") ? "chaos.md" : "chaos-replicated.md";
    Workspace workspace = Workspace.standard();
    workspace.binaries().requireToolchain();
    HostPackages.TESTS.install(workspace.progress());
    HostPackages.CLUSTER.install(workspace.progress());
    List<String> obstacles = Requirements.missing();
    if (!obstacles.isEmpty()) {
      throw new ClusterException(
          "Faults need pods that run, and this machine cannot run them:\n  "
              + String.join("\n  ", obstacles));
    }
    return workspace
        .maven()
        .run(
            Map.of(),
            List.of(
                "verify",
                "-pl",
                "e2e",
                "-am",
                "-Dtest=none",
                "-Dsurefire.failIfNoSpecifiedTests=false",
                "-Dit.test=ChaosIT",
                "-Dfailsafe.failIfNoSpecifiedTests=false",
                "-DexcludedGroups=",
                "-Dchaos.faults=" + faults,
                "-Dchaos.seed=" + seed,
                "-Dchaos.redis=" + redis,
                "-Dchaos.report="
                    + workspace.directories().project().resolve("bench/reports/" + report)));
  }
}
