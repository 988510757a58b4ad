package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.binary.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** kubectl, pointed at the local cluster. All its arguments are kubectl's own. */
@Command(name = "kubectl", description = "Runs kubectl on the local cluster.")
final class KubectlCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ARGUMENT", description = "as for kubectl itself")
  List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    Workspace workspace = Workspace.standard();
    Path kubeconfig = KubeconfigCommand.path(workspace);
    List<String> line = new ArrayList<>();
    line.add(workspace.binaries().get(Program.KUBECTL).toString());
    line.addAll(arguments);
    return Foreground.run(
        line, Path.of("").toAbsolutePath(), Map.of("KUBECONFIG", kubeconfig.toString()));
  }
}
