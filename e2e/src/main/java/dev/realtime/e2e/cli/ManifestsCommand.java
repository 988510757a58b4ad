package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.binary.Program;
import dev.realtime.e2e.image.ProjectImage;
import dev.realtime.e2e.manifests.GeneratedManifests;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings what follows from {@code manifests/base} up to date. */
@Command(
    name = "manifests",
    description =
        "Writes what follows from manifests/base: the chart's rules and CRDs, install.yaml, the OLM"
            + " bundle, docs/reference/api.md.",
    mixinStandardHelpOptions = true)
final class ManifestsCommand implements Callable<Integer> {
  @Option(names = "--check", description = "writes nothing; fails where something is not current")
  boolean check;

  @Override
  public Integer call() {
    Workspace workspace = Workspace.standard();
    GeneratedManifests generated =
        new GeneratedManifests(
            workspace.directories().project(),
            workspace.binaries().get(Program.KUBECTL),
            ProjectImage.OPERATOR.tag());
    List<String> stale = check ? generated.stale() : generated.write();
    stale.forEach(path -> System.out.println((check ? "not current: " : "wrote ") + path));
    if (check && !stale.isEmpty()) {
      System.err.println("Run ./dev manifests and commit what it writes.");
      return 1;
    }
    return 0;
  }
}
