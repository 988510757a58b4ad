package dev.realtime.operator.reconcile.config;

import dev.realtime.api.v1alpha1.runbook.Proxy;
import dev.realtime.api.v1alpha1.runbook.ProxyOverride;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The part {@code proxy} of config.yaml: the spec's, tightened by the runbook. */
final class ProxySection {
  /** The server's own default. */
  private static final int CONCURRENCY = 100;

  private ProxySection() {}

  @SuppressWarnings("unchecked")
  static Map<String, Object> of(Map<String, Object> proxies, List<ProxyOverride> overrides) {
    for (ProxyOverride override : overrides) {
      Set<Proxy> touched =
          override.proxies().isEmpty()
              ? EnumSet.allOf(Proxy.class)
              : EnumSet.copyOf(override.proxies());
      for (Proxy proxy : touched) {
        // A proxy that the spec does not turn on stays off.
        for (String key : keys(proxy)) {
          if (proxies.get(key) instanceof Map<?, ?> endpoint) {
            tighten((Map<String, Object>) endpoint, override);
          }
        }
      }
    }
    return proxies;
  }

  /**
   * As the configuration names it. {@code Subscribe} stands for the renewal of subscriptions too:
   * an operator of before, to which one may go back, could not read a value of its own.
   */
  private static List<String> keys(Proxy proxy) {
    String key = proxy.name().toLowerCase(Locale.ROOT);
    return proxy == Proxy.SUBSCRIBE ? List.of(key, "subRefresh") : List.of(key);
  }

  private static void tighten(Map<String, Object> endpoint, ProxyOverride override) {
    if (override.concurrency() != null) {
      Object now = endpoint.get("concurrency");
      endpoint.put(
          "concurrency",
          Math.min(now instanceof Integer limit ? limit : CONCURRENCY, override.concurrency()));
    }
    if (override.cacheSeconds() != null) {
      endpoint.put("cacheTtl", override.cacheSeconds() + "s");
    }
    // One that the spec has opened for good is not closed again.
    if (Boolean.TRUE.equals(override.circuitOpen()) && !"open".equals(endpoint.get("breaker"))) {
      endpoint.put("breaker", "eager");
      endpoint.put("breakerOpen", "60s");
    }
  }
}
