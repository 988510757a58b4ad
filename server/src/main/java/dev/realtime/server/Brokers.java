package dev.realtime.server;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.memory.MemoryBroker;
import dev.realtime.server.broker.redis.Address;
import dev.realtime.server.broker.redis.RedisBroker;
import dev.realtime.server.broker.redis.RedisSettings;
import dev.realtime.server.broker.redis.RedisSettings.Bounds;
import dev.realtime.server.broker.redis.RedisSettings.Credentials;
import dev.realtime.server.broker.redis.RedisSettings.Timing;
import dev.realtime.server.broker.redis.RedisSettings.Tls;
import dev.realtime.server.broker.redis.RedisSettings.Topology;
import dev.realtime.server.config.RedisConfig;
import dev.realtime.server.config.RedisTlsConfig;
import dev.realtime.server.config.ServerConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** Makes the broker that is configured. */
final class Brokers {
  private Brokers() {}

  static Broker create(ServerConfig config, MeterRegistry registry, InstantSource clock) {
    return switch (config.broker()) {
      case MEMORY -> new MemoryBroker(clock, new SecureRandom());
      case REDIS -> new RedisBroker(settings(config.redis()), registry, clock, new SecureRandom());
    };
  }

  private static RedisSettings settings(RedisConfig config) {
    Bounds bounds = Bounds.DEFAULT;
    Timing timing = Timing.DEFAULT;
    return RedisSettings.of(topology(config))
        .with(new Credentials(config.username(), config.passwordFile()))
        .with(tls(config.tls()))
        .with(
            new Bounds(
                config.maxPending(),
                bounds.inFlightBytes(),
                bounds.lanes(),
                bounds.queuedMessages(),
                bounds.queuedBytes()))
        .with(
            new Timing(
                config.connectTimeout(),
                config.timeout(),
                config.heartbeatInterval(),
                config.heartbeatTimeout(),
                timing.maxBackoff(),
                timing.topologyRefresh()))
        .withPrefix(config.prefix());
  }

  private static Tls tls(RedisTlsConfig config) {
    return new Tls(config.enabled(), config.caFile(), true, config.certFile(), config.keyFile());
  }

  private static Topology topology(RedisConfig config) {
    List<Address> addresses = config.addresses().stream().map(Address::parse).toList();
    return switch (config.mode()) {
      case STANDALONE -> new Topology.Standalone(addresses);
      case SENTINEL ->
          new Topology.Sentinel(
              addresses,
              List.of(config.masterName()),
              new Credentials("", config.sentinelPasswordFile()));
      case CLUSTER -> new Topology.Cluster(addresses, true);
    };
  }
}
