package dev.realtime.operator.reconcile.config;

import dev.realtime.api.v1alpha1.redis.ExternalRedis;
import dev.realtime.api.v1alpha1.redis.ManagedRedis;
import dev.realtime.api.v1alpha1.redis.RedisSpec;
import dev.realtime.api.v1alpha1.redis.RedisTopology;
import dev.realtime.operator.process.Hash;
import dev.realtime.operator.reconcile.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The part {@code redis} of config.yaml. */
public final class RedisSection {
  /** Name under which the managed Sentinels know the master. */
  public static final String MASTER_NAME = "realtime";

  private static final int MAX_PREFIX = 64;

  private RedisSection() {}

  static Map<String, Object> of(RedisSpec redis, String namespace, Names names) {
    Map<String, Object> section = new LinkedHashMap<>();
    if (redis.external() != null) {
      external(redis.external(), section);
    } else if (redis.managed() != null) {
      managed(redis.managed(), namespace, names, section);
    }
    section.put("prefix", prefix(redis, namespace, names));
    Map<String, Object> settings = ConfigurationRenderer.tree(redis);
    settings.keySet().removeAll(List.of("managed", "external", "prefix"));
    section.putAll(settings);
    return section;
  }

  /** Addresses of a managed Redis: of itself, or of its Sentinels. */
  public static List<String> addresses(ManagedRedis redis, String namespace, Names names) {
    if (redis.topology() == RedisTopology.SINGLE) {
      return List.of("%s.%s.svc:%d".formatted(names.redis(), namespace, Names.REDIS_PORT));
    }
    return IntStream.range(0, redis.sentinelCount())
        .mapToObj(
            i ->
                "%s-%d.%s.%s.svc:%d"
                    .formatted(
                        names.sentinel(), i, names.sentinel(), namespace, Names.SENTINEL_PORT))
        .toList();
  }

  /** Two services that share a Redis must not share channels, so the prefix names the service. */
  public static String prefix(RedisSpec redis, String namespace, Names names) {
    if (redis.prefix() != null) {
      return redis.prefix();
    }
    String prefix = "realtime." + namespace + "." + names.service();
    return prefix.length() <= MAX_PREFIX ? prefix : "realtime." + Hash.of(prefix);
  }

  private static void managed(
      ManagedRedis redis, String namespace, Names names, Map<String, Object> section) {
    boolean single = redis.topology() == RedisTopology.SINGLE;
    section.put("mode", single ? "standalone" : "sentinel");
    section.put("addresses", addresses(redis, namespace, names));
    if (!single) {
      section.put("masterName", MASTER_NAME);
      section.put("sentinelPasswordFile", SecretFiles.path(SecretFiles.REDIS_PASSWORD));
    }
    section.put("passwordFile", SecretFiles.path(SecretFiles.REDIS_PASSWORD));
  }

  private static void external(ExternalRedis redis, Map<String, Object> section) {
    section.put("mode", redis.mode().name().toLowerCase(Locale.ROOT));
    section.put("addresses", redis.addresses());
    if (redis.masterName() != null) {
      section.put("masterName", redis.masterName());
    }
    if (redis.username() != null) {
      section.put("username", redis.username());
    }
    if (redis.password() != null) {
      section.put("passwordFile", SecretFiles.path(SecretFiles.REDIS_PASSWORD));
    }
    if (redis.sentinelPassword() != null) {
      section.put("sentinelPasswordFile", SecretFiles.path(SecretFiles.SENTINEL_PASSWORD));
    }
    if (redis.tls() != null) {
      Map<String, Object> tls = new LinkedHashMap<>();
      tls.put("enabled", true);
      if (redis.tls().ca() != null) {
        tls.put("caFile", SecretFiles.path(SecretFiles.REDIS_CA));
      }
      if (redis.tls().clientCertificate() != null) {
        tls.put("certFile", SecretFiles.path(SecretFiles.REDIS_CERTIFICATE));
        tls.put("keyFile", SecretFiles.path(SecretFiles.REDIS_KEY));
      }
      section.put("tls", tls);
    }
  }
}
