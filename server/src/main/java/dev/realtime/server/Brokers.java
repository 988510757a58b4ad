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
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes the broker that is configured. */
final class Brokers {
  private Brokers() {}

  static Broker create(ServerConfig config, MeterRegistry registry, InstantSource clock)
      throws IOException {
    return switch (config.broker()) {
      case MEMORY -> memory(registry, clock);
      case REDIS -> new RedisBroker(settings(config.redis()), registry, clock, new SecureRandom());
    };
  }

  private static Broker memory(MeterRegistry registry, InstantSource clock) {
    MemoryBroker broker = new MemoryBroker(clock, new SecureRandom());
    Gauge.builder("realtime.memory.broker.bytes", broker::bytes)
        .description("Heap that channels take with the memory broker")
        .register(registry);
    Gauge.builder("realtime.memory.broker.limit.bytes", broker::maxBytes)
        .description("Most heap that channels may take with the memory broker")
        .register(registry);
    return broker;
  }

  /**
   * What the broker on Redis is made of.
   *
   * @throws IOException if certificates, keys or passwords cannot be used
   * @throws IllegalArgumentException if an address cannot be
   */
  static RedisSettings settings(RedisConfig config) throws IOException {
    checkTls(config.tls());
    checkPassword("redis.passwordFile", config.passwordFile());
    checkPassword("redis.sentinelPasswordFile", config.sentinelPasswordFile());
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

  private static void checkPassword(String setting, @Nullable Path file) throws IOException {
    if (file != null && Files.readString(file).isBlank()) {
      throw new IOException(
          setting + ": " + file + " is empty; put the password there, or leave the setting out");
    }
  }

  /** Here, for the library reads the files with its first connection only. */
  private static void checkTls(RedisTlsConfig config) throws IOException {
    Path authority = config.caFile();
    Path certificate = config.certFile();
    Path key = config.keyFile();
    try {
      if (authority != null) {
        var _ = SslContextBuilder.forClient().trustManager(authority.toFile()).build();
      }
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException(
          "redis.tls.caFile: "
              + authority
              + " cannot be used ("
              + e.getMessage()
              + "); it has to hold certificates in PEM",
          e);
    }
    if (certificate != null && key != null) {
      var _ = TlsFiles.context("redis.tls", certificate, key);
    }
  }

  private static Tls tls(RedisTlsConfig config) {
    return new Tls(config.enabled(), config.caFile(), true, config.certFile(), config.keyFile());
  }

  private static Address address(String text) {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("redis.addresses: " + e.getMessage(), e);
    }
  }

  private static Topology topology(RedisConfig config) {
    List<Address> addresses = config.addresses().stream().map(Brokers::address).toList();
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
