package dev.realtime.e2e.cluster.node;

import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The host's end of the link to one node. Its name tells only the cluster's index, which a cluster
 * of another state directory may have by now; its alias tells whose it is.
 *
 * @param plan addresses of both ends
 * @param owner the alias; no other cluster of this machine has the same
 * @param interfaces where the kernel shows the host's network interfaces
 */
record HostLink(NetworkPlan plan, String owner, Path interfaces) {
  private static final Path INTERFACES = Path.of("/sys/class/net");

  static HostLink of(NetworkPlan plan, String owner) {
    return new HostLink(plan, owner, INTERFACES);
  }

  /** Returns the indexes that have a link, whoever made it. */
  static Set<Integer> taken() {
    return taken(INTERFACES);
  }

  static Set<Integer> taken(Path interfaces) {
    return IntStream.rangeClosed(0, NetworkPlan.MAX_INDEX)
        .filter(i -> Files.exists(interfaces.resolve(new NetworkPlan(i).hostInterface())))
        .boxed()
        .collect(Collectors.toSet());
  }

  /** Joins host and node, and sends what is for pods and services through the link. */
  void join(Node node) {
    String device = plan.hostInterface();
    String pid = Long.toString(node.init().pid());
    ip("link", "add", device, "type", "veth", "peer", "name", "node0", "netns", pid);
    // The kernel takes no alias for a link that it makes.
    ip("link", "set", device, "alias", owner);
    ip("address", "add", plan.hostAddress() + "/30", "dev", device);
    ip("link", "set", device, "up");
    node.command("ip", "address", "add", plan.nodeAddress() + "/30", "dev", "node0").run();
    node.command("ip", "link", "set", "node0", "up").run();
    node.command("ip", "route", "add", "default", "via", plan.hostAddress()).run();
    ip("route", "add", plan.services().toString(), "via", plan.nodeAddress());
    ip("route", "add", plan.pods().toString(), "via", plan.nodeAddress());
  }

  /**
   * The kernel removes the link a moment after the last process of the node's namespace; where it
   * does not, it is deleted. A link of that name that another cluster owns stays.
   */
  void awaitGone() {
    if (!Await.within(Duration.ofSeconds(5), () -> !isOurs())) {
      ip("link", "delete", plan.hostInterface());
    }
  }

  boolean isOurs() {
    try {
      Path alias = interfaces.resolve(plan.hostInterface()).resolve("ifalias");
      return Files.readString(alias).strip().equals(owner);
    } catch (IOException gone) {
      return false;
    }
  }

  private static void ip(String... arguments) {
    List<String> line = new ArrayList<>(List.of("ip"));
    line.addAll(List.of(arguments));
    Command.of(line).run();
  }
}
