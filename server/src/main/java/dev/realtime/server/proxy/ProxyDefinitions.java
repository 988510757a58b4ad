package dev.realtime.server.proxy;

import dev.realtime.server.config.Address;
import dev.realtime.server.config.ProxyConfig;
import dev.realtime.server.config.ProxyEndpointConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Proxies as the configuration names them. */
public final class ProxyDefinitions {
  /** What one answer of {@code cacheSize} stands for. */
  private static final long CACHED_ANSWER_BYTES = 1024;

  private ProxyDefinitions() {}

  /**
   * The proxies that are turned on.
   *
   * @throws IllegalArgumentException naming the setting that cannot be, such as a header that
   *     belongs to the connection
   */
  public static List<Proxies.Definition> from(ProxyConfig config) {
    List<Proxies.Definition> definitions = new ArrayList<>();
    add(definitions, ProxyKind.CONNECT, config.connect());
    add(definitions, ProxyKind.REFRESH, config.refresh());
    add(definitions, ProxyKind.SUBSCRIBE, config.subscribe());
    add(definitions, ProxyKind.SUB_REFRESH, config.subRefresh());
    add(definitions, ProxyKind.PUBLISH, config.publish());
    add(definitions, ProxyKind.RPC, config.rpc());
    return definitions;
  }

  private static void add(
      List<Proxies.Definition> definitions, ProxyKind kind, ProxyEndpointConfig config) {
    if (config.enabled()) {
      try {
        definitions.add(Proxies.Definition.of(kind, settings(config)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("proxy." + setting(kind) + ": " + e.getMessage(), e);
      }
    }
  }

  private static String setting(ProxyKind kind) {
    return kind == ProxyKind.SUB_REFRESH ? "subRefresh" : kind.label();
  }

  private static ProxySettings settings(ProxyEndpointConfig config) {
    Duration slow = config.breakerSlow().isZero() ? Duration.ofDays(1) : config.breakerSlow();
    ProxySettings.CircuitMode mode =
        switch (config.breaker()) {
          case AUTO -> ProxySettings.CircuitMode.AUTOMATIC;
          case EAGER -> ProxySettings.CircuitMode.EAGER;
          case OPEN -> ProxySettings.CircuitMode.OPEN;
          case OFF -> ProxySettings.CircuitMode.OFF;
        };
    return new ProxySettings(
        Address.of(config.url()),
        config.timeout(),
        config.headers(),
        config.emulatedHeaders(),
        config.staticHeaders(),
        config.includeMeta(),
        config.binary(),
        config.concurrency(),
        new ProxySettings.Circuit(
            mode, config.breakerFailureRate(), slow, config.breakerWindow(), config.breakerOpen()),
        new ProxySettings.Cache(
            config.cacheTtl(),
            config.cacheSize() * CACHED_ANSWER_BYTES,
            Set.copyOf(config.cacheMethods())),
        Map.of());
  }
}
