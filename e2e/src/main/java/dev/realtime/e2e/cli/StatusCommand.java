package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Kubectl;
import dev.realtime.e2e.cluster.plane.Component;
import dev.realtime.e2e.cluster.sys.Command.Result;
import java.util.List;
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
      whole &= showProcess(component.title(), cluster.components().process(component));
    }
    whole &= showObjects(cluster::kubectl);
    return whole ? 0 : 1;
  }

  /** Shows one process. Returns whether it runs. */
  static boolean showProcess(String name, Optional<ProcessHandle> process) {
    System.out.printf(
        "  %-24s %s%n",
        name,
        process.map(found -> "process " + found.pid()).orElse("NOT RUNNING (see ./dev logs)"));
    return process.isPresent();
  }

  /** Shows what is on a cluster. Returns whether it could be asked, and its nodes are Ready. */
  static boolean showObjects(Kubectl kubectl) {
    boolean whole = true;
    for (String kind : List.of("nodes", "pods", "realtimeservices")) {
      Result objects = kubectl.line("get", kind, "-A").tryRun();
      System.out.println();
      System.out.print(objects.output());
      whole &= objects.status() == 0;
    }
    Result ready =
        kubectl.line("wait", "--for=condition=Ready", "nodes", "--all", "--timeout=0s").tryRun();
    if (ready.status() != 0) {
      System.out.printf("%nNot every node is Ready: %s", ready.output());
    }
    return whole && ready.status() == 0;
  }
}
