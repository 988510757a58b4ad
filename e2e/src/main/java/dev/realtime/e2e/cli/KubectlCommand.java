package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.binary.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * kubectl, pointed at the local cluster. All its arguments are kubectl's own; {@code realtime} is
 * our plugin, built where its sources changed.
 */
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
    Map<String, String> environment = new HashMap<>(Map.of("KUBECONFIG", kubeconfig.toString()));
    if (arguments.stream().findFirst().filter("realtime"::equals).isPresent()) {
      environment.put("PATH", new Plugin(workspace).bin() + ":" + System.getenv("PATH"));
      environment.put("JAVA_HOME", System.getProperty("java.home"));
    }
    return Foreground.run(line, Path.of("").toAbsolutePath(), environment);
  }
}
