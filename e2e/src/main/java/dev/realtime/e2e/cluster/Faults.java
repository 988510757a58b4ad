package dev.realtime.e2e.cluster;

import dev.realtime.e2e.cluster.plane.Component;
import dev.realtime.e2e.cluster.plane.Pki;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.ProcessTable;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Ways to break a running cluster. Each fault that lasts is ended by closing what the method
 * returns; all of them end with the cluster at the latest.
 */
public final class Faults {
  private final Cluster cluster;

  Faults(Cluster cluster) {
    this.cluster = cluster;
  }

  /** A fault that lasts until it is closed. */
  public interface Fault extends AutoCloseable {
    @Override
    void close();
  }

  /** Ends a component at once; closing starts it again. */
  public Fault kill(Component component) {
    cluster.components().kill(component);
    return () -> cluster.components().start(component);
  }

  /** Ends a component at once and starts it again. */
  public void restart(Component component) {
    cluster.components().kill(component);
    cluster.components().start(component);
    if (component == Component.KUBE_APISERVER || component == Component.ETCD) {
      cluster.awaitApi(Duration.ofSeconds(60));
    }
  }

  /** Makes a component hang: it keeps its sockets but does nothing. Closing lets it go on. */
  public Fault suspend(Component component) {
    return suspend(
        List.of(
            cluster
                .components()
                .process(component)
                .orElseThrow(() -> new ClusterException(component.title() + " does not run"))));
  }

  /** Makes all processes of a container hang. Closing lets go on what is left of them. */
  public Fault suspend(String namespace, String pod, String container) {
    return suspend(processes(namespace, pod, container));
  }

  /** Ends all processes of a container at once, as the kernel does when memory runs out. */
  public void kill(String namespace, String pod, String container) {
    processes(namespace, pod, container).forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * Makes a container hold more and more memory, as a program with a leak does: a process of its
   * own in the container's control group, which ends with the container. Where memory runs out the
   * kernel takes the container's program, not this one.
   *
   * @param mebibytes so many more each second, 1 to 1024
   */
  public Fault leak(String namespace, String pod, String container, int mebibytes) {
    ProcessHandle program =
        processes(namespace, pod, container).stream()
            .min(Comparator.comparingLong(ProcessHandle::pid))
            .orElseThrow();
    return new Leak(program, mebibytes).start();
  }

  /**
   * Cuts a pod off from all other pods and from the host, connections that are open included. The
   * kubelet's probes still reach it, so it stays ready.
   */
  public Fault isolate(String namespace, String pod) {
    String address = address(namespace, pod);
    return rules(List.of("ip saddr " + address + " drop", "ip daddr " + address + " drop"));
  }

  /** Drops what other pods send to one port of a pod. */
  public Fault block(String namespace, String pod, int port) {
    return rules(List.of("ip daddr %s tcp dport %d drop".formatted(address(namespace, pod), port)));
  }

  /** Drops what a pod sends and is sent beyond so many KiB a second, as a full link does. */
  public Fault throttle(String namespace, String pod, int kibibytes) {
    String address = address(namespace, pod);
    String over =
        " limit rate over %d kbytes/second burst %d kbytes drop".formatted(kibibytes, kibibytes);
    return rules(List.of("ip saddr " + address + over, "ip daddr " + address + over));
  }

  /** A line to an address of the cluster that can be made worse while it is in use. */
  public SlowLine line(String upstream) {
    return SlowLine.open(cluster, upstream);
  }

  /**
   * Makes the way to one port of a pod slow, for other pods: connections that are open are reset,
   * new ones go over a {@link SlowLine}, until this is closed and they are reset again.
   *
   * @param how what to make of the line, for example {@code line -> line.delay(200, 50)}
   */
  public Fault slow(String namespace, String pod, int port, Function<SlowLine, Fault> how) {
    String address = address(namespace, pod);
    SlowLine line = line(address + ":" + port);
    Fault worse = how.apply(line);
    Fault detour = detour(address, services(namespace, pod), port, line.authority());
    return () -> {
      detour.close();
      worse.close();
      line.close();
    };
  }

  /**
   * Before kube-proxy has its turn (at -100) what is for the pod or for a Service of it is sent to
   * the line instead; what gets through to the pod all the same belongs to an older connection.
   */
  private Fault detour(String address, List<String> services, int port, String line) {
    List<String> names = new ArrayList<>(services);
    names.add(address);
    return table(
        List.of(
            "chain detour { type nat hook prerouting priority -110; policy accept;"
                + " ip daddr { %s } tcp dport %d dnat to %s; }"
                    .formatted(String.join(", ", names), port, line),
            "chain direct { type filter hook forward priority -10; policy accept;"
                + " ip daddr %1$s tcp dport %2$d reject with tcp reset;".formatted(address, port)
                + " ip saddr %s tcp sport %d reject with tcp reset; }".formatted(address, port)));
  }

  /**
   * Gives the API server a certificate that has ended, so that nobody talks to it, until this is
   * closed.
   */
  public Fault expireCertificate() {
    Pki pki = new Pki(cluster.directory().resolve("var/lib/kubernetes/pki"));
    String name = Component.KUBE_APISERVER.title();
    pki.expire(name);
    cluster.components().kill(Component.KUBE_APISERVER);
    cluster.components().start(Component.KUBE_APISERVER);
    return () -> {
      pki.renew(name);
      restart(Component.KUBE_APISERVER);
    };
  }

  /** Cuts the way between two pods, both directions. */
  public Fault partition(String namespace, String one, String other) {
    String first = address(namespace, one);
    String second = address(namespace, other);
    return rules(
        List.of(
            "ip saddr %s ip daddr %s drop".formatted(first, second),
            "ip saddr %s ip daddr %s drop".formatted(second, first)));
  }

  /**
   * Returns the processes of a container on this host, as they are now.
   *
   * @throws ClusterException where the container does not run
   */
  public List<ProcessHandle> processes(String namespace, String pod, String container) {
    String id = containerId(namespace, pod, container);
    List<ProcessHandle> found =
        ProcessTable.find(entry -> ProcessTable.controlGroups(entry.pid()).contains(id));
    if (found.isEmpty()) {
      throw new ClusterException(
          "Container %s of pod %s/%s has no process".formatted(container, namespace, pod));
    }
    return found;
  }

  /** Oldest first: a parent that is stopped makes no more children. */
  private static Fault suspend(List<ProcessHandle> found) {
    List<ProcessHandle> processes =
        found.stream().sorted(Comparator.comparingLong(ProcessHandle::pid)).toList();
    processes.forEach(process -> signal("STOP", process));
    return () ->
        processes.stream()
            .filter(ProcessHandle::isAlive)
            .forEach(process -> signal("CONT", process));
  }

  /** A process that has ended in between needs no signal. */
  private static void signal(String name, ProcessHandle process) {
    Command.Result result = Command.of("kill", "-" + name, Long.toString(process.pid())).tryRun();
    if (result.status() != 0 && process.isAlive()) {
      throw new ClusterException(
          "Process " + process.pid() + " takes no signal " + name + ": " + result.output());
    }
  }

  /** Puts rules on forwarded packets. */
  private Fault rules(List<String> rules) {
    return table(
        List.of(
            "chain forward { type filter hook forward priority -10; policy accept; "
                + String.join("; ", rules)
                + "; }"));
  }

  /** Adds chains in a table of their own, so that they go all together. */
  private Fault table(List<String> chains) {
    String table = "fault-" + Long.toHexString(System.nanoTime());
    String script = "table ip %s {\n%s\n}\n".formatted(table, String.join("\n", chains));
    cluster.node().command("nft", "-f", "-").reading(script).run();
    return () -> cluster.node().command("nft", "delete", "table", "ip", table).run();
  }

  /** Addresses of the Services that lead to a pod. */
  private List<String> services(String namespace, String name) {
    Map<String, String> labels = pod(namespace, name).getMetadata().getLabels();
    try (KubernetesClient client = cluster.client()) {
      return client.services().inNamespace(namespace).list().getItems().stream()
          .map(Service::getSpec)
          .filter(spec -> spec.getSelector() != null && !spec.getSelector().isEmpty())
          .filter(spec -> labels.entrySet().containsAll(spec.getSelector().entrySet()))
          .map(ServiceSpec::getClusterIP)
          .filter(address -> !address.equals("None"))
          .toList();
    }
  }

  private String address(String namespace, String name) {
    String address = pod(namespace, name).getStatus().getPodIP();
    if (address == null) {
      throw new ClusterException("Pod " + namespace + "/" + name + " has no address");
    }
    return address;
  }

  private String containerId(String namespace, String name, String container) {
    return pod(namespace, name).getStatus().getContainerStatuses().stream()
        .filter(status -> status.getName().equals(container))
        .map(ContainerStatus::getContainerID)
        .filter(id -> id != null)
        .map(id -> id.substring(id.lastIndexOf('/') + 1))
        .findFirst()
        .orElseThrow(
            () ->
                new ClusterException(
                    "Pod %s/%s has no running container %s".formatted(namespace, name, container)));
  }

  private Pod pod(String namespace, String name) {
    try (KubernetesClient client = cluster.client()) {
      Pod pod = client.pods().inNamespace(namespace).withName(name).get();
      if (pod == null) {
        throw new ClusterException("There is no pod " + namespace + "/" + name);
      }
      return pod;
    }
  }
}
