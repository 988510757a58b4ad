package dev.realtime.server.broker.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is, how to enter, and how much of this node's memory and patience it may take.
 *
 * @param topology which servers there are
 * @param credentials how to enter them
 * @param tls how the connections are secured
 * @param prefix begins every key and pub/sub channel, so that several services can share a Redis;
 *     without braces, which would change the Cluster slot
 * @param bounds limits of memory
 * @param timing limits of time
 */
public record RedisSettings(
    Topology topology,
    Credentials credentials,
    Tls tls,
    String prefix,
    Bounds bounds,
    Timing timing) {

  /** Begins every key unless told otherwise. */
  public static final String DEFAULT_PREFIX = "realtime";

  /** Checks what would otherwise fail far from its cause. */
  public RedisSettings {
    if (prefix.isEmpty() || prefix.contains("{") || prefix.contains("}")) {
      throw new IllegalArgumentException(
          "Redis prefix \"" + prefix + "\": must not be empty and must not contain braces");
    }
  }

  /** Defaults for everything but the servers. */
  public static RedisSettings of(Topology topology) {
    return new RedisSettings(
        topology, Credentials.NONE, Tls.OFF, DEFAULT_PREFIX, Bounds.DEFAULT, Timing.DEFAULT);
  }

  /** The same with other credentials. */
  public RedisSettings with(Credentials value) {
    return new RedisSettings(topology, value, tls, prefix, bounds, timing);
  }

  /** The same with other TLS settings. */
  public RedisSettings with(Tls value) {
    return new RedisSettings(topology, credentials, value, prefix, bounds, timing);
  }

  /** The same with other bounds. */
  public RedisSettings with(Bounds value) {
    return new RedisSettings(topology, credentials, tls, prefix, value, timing);
  }

  /** The same with other times. */
  public RedisSettings with(Timing value) {
    return new RedisSettings(topology, credentials, tls, prefix, bounds, value);
  }

  /** The same with another prefix. */
  public RedisSettings withPrefix(String value) {
    return new RedisSettings(topology, credentials, tls, value, bounds, timing);
  }

  /** Which servers there are. */
  public sealed interface Topology {
    /**
     * Servers that know nothing of each other. Channels are spread over them by jump consistent
     * hash, so the order of the list matters and growing it at its end moves the fewest channels.
     *
     * @param addresses at least one
     */
    record Standalone(List<Address> addresses) implements Topology {
      /** Checks that there is a server. */
      public Standalone {
        addresses = notEmpty(addresses, "addresses");
      }
    }

    /**
     * Masters found through Sentinel.
     *
     * @param sentinels the sentinels, all of them: the master is the one most of them name
     * @param masterNames one for each shard, at least one; several are used as with {@link
     *     Standalone}
     * @param sentinelCredentials how to enter the sentinels themselves
     */
    record Sentinel(
        List<Address> sentinels, List<String> masterNames, Credentials sentinelCredentials)
        implements Topology {
      /** Checks that there are sentinels and a master to ask them for. */
      public Sentinel {
        sentinels = notEmpty(sentinels, "sentinels");
        masterNames = notEmpty(masterNames, "master names");
      }
    }

    /**
     * Redis Cluster.
     *
     * @param seeds some of its nodes, at least one; the others are found through them
     * @param shardedPubSub SPUBLISH and SSUBSCRIBE, so that a message stays on the node that owns
     *     its channel; needs Redis 7. Without it each message crosses to all nodes.
     */
    record Cluster(List<Address> seeds, boolean shardedPubSub) implements Topology {
      /** Checks that there is a node to begin with. */
      public Cluster {
        seeds = notEmpty(seeds, "seeds");
      }
    }

    private static <T> List<T> notEmpty(List<T> list, String what) {
      if (list.isEmpty()) {
        throw new IllegalArgumentException("Redis " + what + ": at least one is needed");
      }
      return List.copyOf(list);
    }
  }

  /**
   * A name and password.
   *
   * @param username ACL user; empty for the default one
   * @param passwordFile holds the password, line ends around it ignored; read again for every new
   *     connection, so that a rotated password is picked up; null for none
   */
  public record Credentials(String username, @Nullable Path passwordFile) {
    /** No name, no password. */
    public static final Credentials NONE = new Credentials("", null);
  }

  /**
   * How connections are secured.
   *
   * @param enabled TLS from the first byte
   * @param caFile certificates to trust, PEM; null for those of the Java runtime
   * @param verifyHostname whether the certificate must name the host that was asked for; without
   *     it, any certificate of the trusted authorities will do
   * @param certFile the client's own certificate chain, PEM; null if Redis does not ask for one
   * @param keyFile the client's own private key, PEM, PKCS#8; given together with the certificate
   */
  public record Tls(
      boolean enabled,
      @Nullable Path caFile,
      boolean verifyHostname,
      @Nullable Path certFile,
      @Nullable Path keyFile) {
    /** Without a certificate of the client's own. */
    public Tls(boolean enabled, @Nullable Path caFile, boolean verifyHostname) {
      this(enabled, caFile, verifyHostname, null, null);
    }

    /** Plain TCP. */
    public static final Tls OFF = new Tls(false, null, true);
  }

  /**
   * Limits of memory; what exceeds them is refused or dropped, and counted.
   *
   * @param inFlight commands that wait for Redis' answer, for each shard; more are refused with
   *     {@link dev.realtime.server.broker.BrokerOverloadedException}
   * @param inFlightBytes their bytes
   * @param lanes threads that hand messages to the listener; a channel stays on one lane
   * @param queuedMessages messages that wait in each lane; more are dropped, and their channels
   *     reported by {@link dev.realtime.server.broker.BrokerListener#onDeliveryGap}
   * @param queuedBytes their bytes
   */
  public record Bounds(
      int inFlight, long inFlightBytes, int lanes, int queuedMessages, long queuedBytes) {
    /**
     * At 0.2 ms a round trip 8,192 in flight are 40 million a second, so only a Redis that stalls
     * meets the bound: at 10,000 publishes a second after 0.8 s. All together 16 MiB out for each
     * shard and 2 × 32 MiB in.
     */
    public static final Bounds DEFAULT = new Bounds(8_192, 16L << 20, 2, 65_536, 32L << 20);
  }

  /**
   * Limits of time.
   *
   * @param connect to open a connection and enter
   * @param command for Redis to answer a command
   * @param heartbeat between heartbeats
   * @param deaf without an answered or heard heartbeat, after which a connection is made anew; with
   *     one more heartbeat and the check's own period, a deaf connection is found inside 5 s
   * @param maxBackoff longest pause between attempts to connect
   * @param topologyRefresh between looks at Cluster's slots or Sentinel's master when nothing seems
   *     wrong; errors bring them forward
   */
  public record Timing(
      Duration connect,
      Duration command,
      Duration heartbeat,
      Duration deaf,
      Duration maxBackoff,
      Duration topologyRefresh) {
    /** Found inside 4 s, back inside 1 s. */
    public static final Timing DEFAULT =
        new Timing(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5));
  }
}
