package dev.realtime.server.broker.redis;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real master with two replicas, watched by three sentinels that fail it over after a second. */
public final class RedisSentinelFixture implements AutoCloseable {
  /** The master's name. */
  public static final String MASTER = "main";

  private final List<RedisProcess> servers = new ArrayList<>();
  private final List<RedisProcess> sentinels = new ArrayList<>();
  private final List<FlakyProxy> networks = new ArrayList<>();

  /** Starts all and waits until each sentinel knows both replicas and both other sentinels. */
  public RedisSentinelFixture() {
    this(false);
  }

  private RedisSentinelFixture(boolean behindNetworks) {
    for (int i = 0; i < 3; i++) {
      int port = RedisProcess.freePort();
      List<String> options = new ArrayList<>();
      if (behindNetworks) {
        FlakyProxy network = new FlakyProxy(port);
        networks.add(network);
        options.addAll(List.of("--replica-announce-port", Integer.toString(network.port())));
      }
      if (i > 0) {
        options.addAll(List.of("--replicaof", "127.0.0.1 " + announced(servers.getFirst())));
      }
      servers.add(RedisProcess.start(port, List.of(), options.toArray(String[]::new)));
    }
    int port = announced(servers.getFirst());
    awaitReplicas(2);
    for (int i = 0; i < 3; i++) {
      sentinels.add(RedisProcess.sentinel(MASTER, port));
    }
    awaitKnown();
  }

  /**
   * The same with a network before each server: clients, replicas and sentinels reach it through
   * that one.
   */
  static RedisSentinelFixture behindNetworks() {
    return new RedisSentinelFixture(true);
  }

  /** Where others are told to find a server. */
  private int announced(RedisProcess server) {
    return networks.isEmpty() ? server.port() : networkOf(server).port();
  }

  /** What lies between a server and everybody else. */
  FlakyProxy networkOf(RedisProcess server) {
    return networks.get(servers.indexOf(server));
  }

  /** Waits until the master has so many replicas in sync. */
  public void awaitReplicas(int count) {
    await(count + " replicas are in sync")
        .atMost(Duration.ofSeconds(30))
        .until(() -> replicasOf(servers.getFirst()) == count);
  }

  private void awaitKnown() {
    await("the sentinels know all")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                sentinels.stream()
                    .allMatch(
                        s -> {
                          String about = s.call("SENTINEL", "MASTER", MASTER).toString();
                          return about.contains("num-slaves, 2")
                              && about.contains("num-other-sentinels, 2");
                        }));
  }

  /** Replicas of a server that are in sync. */
  public int replicasOf(RedisProcess server) {
    return info(server).split("state=online", -1).length - 1;
  }

  /**
   * Waits until all replicas have what a master has written by now. (WAIT would not do: it waits
   * for what its own connection has written.)
   */
  void awaitReplicated(RedisProcess master) {
    long written = number(info(master), "master_repl_offset");
    await("the replicas have all that was written")
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                servers.stream()
                    .filter(server -> server != master)
                    .allMatch(replica -> number(info(replica), "slave_repl_offset") >= written));
  }

  private static long number(String info, String key) {
    return info.lines()
        .filter(line -> line.startsWith(key + ":"))
        .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1).strip()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(key + " is not in " + info));
  }

  private static String info(RedisProcess server) {
    return server.call("INFO", "REPLICATION").toString();
  }

  /** The server that is the master now, as the sentinels say. */
  public RedisProcess master() {
    List<?> address =
        (List<?>) sentinels.getFirst().call("SENTINEL", "get-master-addr-by-name", MASTER);
    int port = Integer.parseInt((String) address.get(1));
    return servers.stream().filter(s -> announced(s) == port).findFirst().orElseThrow();
  }

  /** The servers that are not the master now, as the sentinels say. */
  public List<RedisProcess> replicas() {
    RedisProcess master = master();
    return servers.stream().filter(server -> server != master).toList();
  }

  /** The settings of a broker on this master. */
  public RedisSettings settings() {
    return RedisSettings.of(
        new RedisSettings.Topology.Sentinel(
            sentinels.stream().map(RedisProcess::address).toList(),
            List.of(MASTER),
            RedisSettings.Credentials.NONE));
  }

  /** The sentinels. */
  public List<RedisProcess> sentinels() {
    return sentinels;
  }

  @Override
  public void close() {
    sentinels.forEach(RedisProcess::close);
    servers.forEach(RedisProcess::close);
    networks.forEach(FlakyProxy::close);
  }
}
