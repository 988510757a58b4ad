package dev.realtime.operator.signal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is.
 *
 * @param addresses host:port of the Redis, or of the Sentinels if there is a master name
 * @param masterName name under which the Sentinels know the master, null without Sentinels
 */
public record RedisTarget(
    List<String> addresses,
    @Nullable String masterName,
    @Nullable String username,
    @Nullable String password,
    @Nullable String sentinelPassword,
    boolean tls) {
  public RedisTarget {
    addresses = List.copyOf(addresses);
  }

  @Override
  public String toString() {
    return "RedisTarget[" + addresses + (masterName == null ? "" : ", " + masterName) + "]";
  }
}
