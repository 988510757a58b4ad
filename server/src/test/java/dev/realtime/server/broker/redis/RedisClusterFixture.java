package dev.realtime.server.broker.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real Redis Cluster of three masters with a replica each. */
public final class RedisClusterFixture implements AutoCloseable {
  private final List<RedisProcess> nodes = new ArrayList<>();
  private final List<FlakyProxy> networks = new ArrayList<>();

  /** Starts six nodes and waits until each sees a working Cluster. */
  public RedisClusterFixture() {
    this(false);
  }

  private RedisClusterFixture(boolean behindNetworks) {
    for (int i = 0; i < 6; i++) {
      int port = RedisProcess.freePort();
      List<String> options =
          new ArrayList<>(
              List.of(
                  "--cluster-enabled",
                  "yes",
                  "--cluster-node-timeout",
                  "1500",
                  "--cluster-replica-validity-factor",
                  "0"));
      if (behindNetworks) {
        FlakyProxy network = new FlakyProxy(port);
        networks.add(network);
        options.addAll(List.of("--cluster-announce-port", Integer.toString(network.port())));
        options.addAll(List.of("--cluster-announce-bus-port", Integer.toString(port + 10_000)));
      }
      nodes.add(RedisProcess.start(port, List.of(), options.toArray(String[]::new)));
    }
    int third = SlotHash.SLOT_COUNT / 3;
    for (int i = 0; i < 3; i++) {
      int first = i * third;
      int last = i == 2 ? SlotHash.SLOT_COUNT - 1 : first + third - 1;
      nodes
          .get(i)
          .call("CLUSTER", "ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
      nodes.get(i).call("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    for (RedisProcess node : nodes.subList(1, 6)) {
      node.call("CLUSTER", "MEET", "127.0.0.1", Integer.toString(nodes.getFirst().port()));
    }
    awaitKnown();
    for (int i = 3; i < 6; i++) {
      nodes.get(i).call("CLUSTER", "REPLICATE", id(nodes.get(i - 3)));
    }
    awaitWorking();
    await("replicas are in sync")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                nodes.subList(3, 6).stream()
                    .allMatch(n -> info(n, "REPLICATION").contains("master_link_status:up")));
  }

  /**
   * The same with a network before each node: clients and replicas reach it through that one, the
   * nodes' own bus does not pass it.
   */
  static RedisClusterFixture behindNetworks() {
    return new RedisClusterFixture(true);
  }

  private void awaitKnown() {
    await("all nodes know each other")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                nodes.stream()
                    .allMatch(n -> n.call("CLUSTER", "INFO").toString().contains("known_nodes:6")));
  }

  /** Waits until all running nodes see a working Cluster. */
  public void awaitWorking() {
    await("the Cluster works")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                nodes.stream()
                    .allMatch(
                        n -> n.call("CLUSTER", "INFO").toString().contains("cluster_state:ok")));
  }

  private static String info(RedisProcess node, String section) {
    return node.call("INFO", section).toString();
  }

  /** The first three begin as masters, the next three as their replicas. */
  public List<RedisProcess> nodes() {
    return nodes;
  }

  /** Those that are masters now. */
  public List<RedisProcess> masters() {
    return nodes.stream().filter(n -> info(n, "REPLICATION").contains("role:master")).toList();
  }

  /** The master that owns a slot. */
  public RedisProcess owner(int slot) {
    for (RedisProcess node : masters()) {
      for (Object item : (List<?>) node.call("CLUSTER", "SLOTS")) {
        List<?> range = (List<?>) item;
        if ((Long) range.get(0) <= slot && slot <= (Long) range.get(1)) {
          long port = (Long) ((List<?>) range.get(2)).get(1);
          return nodes.stream().filter(n -> announced(n) == port).findFirst().orElseThrow();
        }
      }
    }
    throw new IllegalStateException("slot " + slot + " has no owner");
  }

  /** Where others are told to find a node. */
  private int announced(RedisProcess node) {
    return networks.isEmpty() ? node.port() : networkOf(node).port();
  }

  /** What lies between a node and its clients. */
  FlakyProxy networkOf(RedisProcess node) {
    return networks.get(nodes.indexOf(node));
  }

  /** Addresses of two nodes, which is enough to find the others. */
  public List<Address> seeds() {
    return nodes.subList(0, 2).stream()
        .map(node -> new Address("127.0.0.1", announced(node)))
        .toList();
  }

  /** The node's id in the Cluster. */
  public static String id(RedisProcess node) {
    return (String) node.call("CLUSTER", "MYID");
  }

  /** Begins to move a slot; its keys stay where they are until {@link #moveKeys}. */
  public void beginMove(int slot, RedisProcess from, RedisProcess to) {
    String s = Integer.toString(slot);
    to.call("CLUSTER", "SETSLOT", s, "IMPORTING", id(from));
    from.call("CLUSTER", "SETSLOT", s, "MIGRATING", id(to));
  }

  /** Moves the slot's keys. */
  public void moveKeys(int slot, RedisProcess from, RedisProcess to) {
    List<?> keys = (List<?>) from.call("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), "1000");
    for (Object key : keys) {
      from.call("MIGRATE", "127.0.0.1", Integer.toString(to.port()), key.toString(), "0", "5000");
    }
  }

  /** Gives the slot to its new owner. */
  public void endMove(int slot, RedisProcess from, RedisProcess to) {
    String s = Integer.toString(slot);
    String id = id(to);
    to.call("CLUSTER", "SETSLOT", s, "NODE", id);
    from.call("CLUSTER", "SETSLOT", s, "NODE", id);
    masters().stream()
        .filter(n -> n != from && n != to)
        .forEach(n -> n.call("CLUSTER", "SETSLOT", s, "NODE", id));
  }

  /** Takes all slots of a master from it, in the eyes of all nodes: nobody has them then. */
  public List<String> orphan(RedisProcess master) {
    List<String> range = new ArrayList<>();
    for (Object item : (List<?>) master.call("CLUSTER", "SLOTS")) {
      List<?> slots = (List<?>) item;
      if ((Long) ((List<?>) slots.get(2)).get(1) == announced(master)) {
        range.add(slots.get(0).toString());
        range.add(slots.get(1).toString());
      }
    }
    List<RedisProcess> masterFirst = new ArrayList<>(nodes);
    masterFirst.remove(master); // or it would claim them again from those who were told before it
    masterFirst.addFirst(master);
    for (RedisProcess node : masterFirst) {
      node.call("CONFIG", "SET", "cluster-require-full-coverage", "no");
      List<String> command = new ArrayList<>(List.of("CLUSTER", "DELSLOTSRANGE"));
      command.addAll(range);
      node.call(command.toArray(String[]::new));
    }
    return range;
  }

  /** Gives slots that nobody has to a master. */
  public void adopt(RedisProcess master, List<String> range) {
    List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTSRANGE"));
    command.addAll(range);
    master.call(command.toArray(String[]::new));
  }

  @Override
  public void close() {
    nodes.forEach(RedisProcess::close);
    networks.forEach(FlakyProxy::close);
  }
}
