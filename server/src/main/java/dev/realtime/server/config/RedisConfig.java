package dev.realtime.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Redis as the broker. */
public record RedisConfig(
    @Setting(
            value =
                "What the addresses are: standalone (several: channels are spread over them by"
                    + " hash), sentinel, or cluster (sharded pub/sub).",
            def = "standalone")
        Mode mode,
    @Setting(
            value = "host:port of each standalone Redis, Sentinel, or some nodes of the cluster.",
            pattern = "[^\\s:/]+:\\d{1,5}|\\[[0-9a-fA-F:]+\\]:\\d{1,5}",
            form = "host:port, like redis:6379 or [::1]:6379")
        List<String> addresses,
    @Setting("Name under which the Sentinels know the master.") String masterName,
    @Setting("ACL user; empty for the default user.") String username,
    @Setting(value = "File with the password.", live = true) @Nullable Path passwordFile,
    @Setting(value = "File with the Sentinels' own password.") @Nullable Path sentinelPasswordFile,
    @Setting("TLS towards Redis.") RedisTlsConfig tls,
    @Setting(
            value = "Begins every key and pub/sub channel; services sharing a Redis differ in it.",
            def = "realtime",
            pattern = "[-a-zA-Z0-9_.]{1,64}")
        String prefix,
    @Setting(value = "Longest wait for a connection.", def = "1s", min = "10ms", max = "1m")
        Duration connectTimeout,
    @Setting(
            value = "Longest wait for an answer; then the operation fails with error 100.",
            def = "2s",
            min = "10ms",
            max = "1m")
        Duration timeout,
    @Setting(
            value = "How often a message is sent through pub/sub to itself, on each shard.",
            def = "1s",
            min = "100ms",
            max = "1m")
        Duration heartbeatInterval,
    @Setting(
            value =
                "A heartbeat that has not come back in this time makes the subscription deaf: it"
                    + " is made again.",
            def = "3s",
            min = "200ms",
            max = "1m")
        Duration heartbeatTimeout,
    @Setting(
            value =
                "Operations waiting for Redis, on each shard; beyond, publishers get 111."
                    + " 10,000 at 2 s are 5,000 operations a second at the slowest.",
            def = "10000",
            min = "1",
            max = "10000000")
        int maxPending)
    implements Checked {

  /** What the addresses are. */
  public enum Mode {
    /** One Redis, or several independent ones. */
    STANDALONE,
    /** Sentinels that watch a master. */
    SENTINEL,
    /** A Redis Cluster. */
    CLUSTER
  }

  @Override
  public void check(Report report) {
    if (mode == Mode.SENTINEL && !addresses.isEmpty() && masterName.isEmpty()) {
      report.problem("masterName", "is missing; mode sentinel needs the master's name");
    }
    if (mode != Mode.SENTINEL && !masterName.isEmpty()) {
      report.problem("masterName", "is set, but mode is not sentinel; drop one of the two");
    }
    if (heartbeatTimeout.compareTo(heartbeatInterval) < 0) {
      report.problem("heartbeatTimeout", "is below heartbeatInterval; every heartbeat would fail");
    }
  }
}
