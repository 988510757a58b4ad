package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.binary.Binaries;
import dev.realtime.e2e.cluster.binary.KubeApiTest;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Builds programs without starting anything. */
@Command(
    name = "programs",
    description =
        "Builds Kubernetes' programs into the cache, and prints the environment that lets"
            + " kube-api-test use them: eval \"$(./dev programs)\".",
    mixinStandardHelpOptions = true)
final class ProgramsCommand implements Callable<Integer> {
  @Option(names = "--all", description = "also those that only the local cluster needs")
  boolean all;

  @Override
  public Integer call() {
    Directories directories = Directories.standard();
    Progress progress = Progress.onTerminal();
    if (all) {
      Binaries.buildAll(directories, progress);
    }
    Binaries binaries = new Binaries(directories, progress);
    new TreeMap<>(KubeApiTest.provide(binaries, directories))
        .forEach((name, value) -> System.out.println("export " + name + "=" + value));
    return 0;
  }
}
