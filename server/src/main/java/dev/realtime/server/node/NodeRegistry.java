package dev.realtime.server.node;

import dev.realtime.server.api.ApiBackend.NodeInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The other nodes that were heard a while ago. Safe for use by several threads. */
final class NodeRegistry {
  /** How often a node is heard. */
  static final Duration INTERVAL = Duration.ofSeconds(3);

  /** Three messages missed, and some time for the broker to deliver. */
  static final Duration FORGET_AFTER = Duration.ofSeconds(10);

  private record Heard(NodeInfo info, boolean accepting, Instant at) {}

  private final InstantSource clock;
  private final Map<String, Heard> byId = new ConcurrentHashMap<>();

  NodeRegistry(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Notes that a node is there.
   *
   * @return whether it is new
   */
  boolean heard(NodeInfo info, boolean accepting) {
    return byId.put(info.uid(), new Heard(info, accepting, clock.instant())) == null;
  }

  void gone(String id) {
    byId.remove(id);
  }

  boolean knows(String id) {
    forget();
    return byId.containsKey(id);
  }

  List<NodeInfo> others() {
    forget();
    List<NodeInfo> infos = new ArrayList<>();
    byId.values().forEach(heard -> infos.add(heard.info()));
    return infos;
  }

  /** The others, as rebalancing looks at them. */
  List<Cluster.Peer> peers() {
    forget();
    List<Cluster.Peer> peers = new ArrayList<>();
    byId.forEach(
        (id, heard) -> peers.add(new Cluster.Peer(id, heard.info().clients(), heard.accepting())));
    return peers;
  }

  private void forget() {
    Instant since = clock.instant().minus(FORGET_AFTER);
    byId.values().removeIf(heard -> heard.at().isBefore(since));
  }
}
