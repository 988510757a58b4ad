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
        if (proxies.get(proxy.name().toLowerCase(Locale.ROOT)) instanceof Map<?, ?> endpoint) {
          tighten((Map<String, Object>) endpoint, override);
        }
      }
    }
    return proxies;
  }

  private static void tighten(Map<String, Object> endpoint, ProxyOverride override) {
    if (override.concurrency() != null) {
      Object now = endpoint.get("concurrency");
      endpoint.put(
          "concurrency",
          now instanceof Integer limit
              ? Math.min(limit, override.concurrency())
              : override.concurrency());
    }
    if (override.cacheSeconds() != null) {
      endpoint.put("cacheTtl", override.cacheSeconds() + "s");
    }
    if (Boolean.TRUE.equals(override.circuitOpen())) {
      endpoint.put("breaker", "eager");
      endpoint.put("breakerOpen", "60s");
    }
  }
}
