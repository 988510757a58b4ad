package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.plane.Component;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What runs, and how it is. */
@Command(
    name = "status",
    description =
        "Shows the local cluster's processes, pods and services. Fails where it is not whole.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    Workspace workspace = Workspace.standard();
    SimulatedUp simulated = new SimulatedUp(workspace, 0);
    if (simulated.kubeconfig().isPresent()) {
      return simulated.status();
    }
    Cluster cluster = workspace.cluster();
    boolean whole = true;
    System.out.println("Directory   " + cluster.directory());
    System.out.println("Node        " + cluster.plan().nodeAddress());
    for (Component component : Component.values()) {
      Optional<ProcessHandle> process = cluster.components().process(component);
      whole &= process.isPresent();
      System.out.printf(
          "  %-24s %s%n",
          component.title(),
          process.map(found -> "process " + found.pid()).orElse("NOT RUNNING (see ./dev logs)"));
    }
    for (String line : new String[] {"nodes", "pods", "realtimeservices"}) {
      System.out.println();
      System.out.print(cluster.kubectl("get", line, "-A").tryRun().output());
    }
    return whole ? 0 : 1;
  }
}
