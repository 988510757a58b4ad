package dev.realtime.operator.signal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is, and how to get in.
 *
 * @param addresses host:port of the Redis, or of the Sentinels if there is a master name
 * @param masterName name under which the Sentinels know the master, null without Sentinels
 * @param tls null without TLS
 * @param channel pub/sub channel for a round trip; null: none is tried
 */
public record RedisTarget(
    List<String> addresses,
    @Nullable String masterName,
    @Nullable String username,
    @Nullable String password,
    @Nullable String sentinelPassword,
    @Nullable Tls tls,
    @Nullable String channel) {
  public RedisTarget {
    addresses = List.copyOf(addresses);
  }

  /**
   * Whom to trust and who one is, in PEM.
   *
   * @param authorities null: those of the Java runtime
   * @param certificate of the client; null: none
   * @param key of that certificate
   */
  public record Tls(
      @Nullable String authorities, @Nullable String certificate, @Nullable String key) {
    /** The Java runtime's authorities, and no certificate of one's own. */
    public static final Tls DEFAULT = new Tls(null, null, null);

    @Override
    public String toString() {
      return "Tls";
    }
  }

  /** Without a certificate or a round trip. */
  public RedisTarget(
      List<String> addresses,
      @Nullable String masterName,
      @Nullable String username,
      @Nullable String password,
      @Nullable String sentinelPassword,
      boolean tls) {
    this(
        addresses,
        masterName,
        username,
        password,
        sentinelPassword,
        tls ? Tls.DEFAULT : null,
        null);
  }

  /** Each Redis or Sentinel by itself: the node at this address. */
  RedisTarget at(String address) {
    return new RedisTarget(List.of(address), null, username, password, null, tls, channel);
  }

  /** A Sentinel: it has a password of its own, and no users. */
  RedisTarget sentinel(String address) {
    return new RedisTarget(List.of(address), null, null, sentinelPassword, null, tls, null);
  }

  /** The text without the passwords that it may repeat. */
  String withoutSecrets(String text) {
    String clean = text;
    for (String secret : new String[] {password, sentinelPassword}) {
      if (secret != null && !secret.isEmpty()) {
        clean = clean.replace(secret, "[redacted]");
      }
    }
    return clean;
  }

  @Override
  public String toString() {
    return "RedisTarget[" + addresses + (masterName == null ? "" : ", " + masterName) + "]";
  }
}
