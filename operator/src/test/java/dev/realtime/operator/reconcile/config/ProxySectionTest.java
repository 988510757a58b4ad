package dev.realtime.operator.reconcile.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Proxy;
import dev.realtime.api.v1alpha1.runbook.ProxyOverride;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxySectionTest {
  private static Map<String, Object> proxies() {
    return new HashMap<>(
        Map.of("rpc", new HashMap<>(Map.of("url", "http://app/rpc", "concurrency", 8))));
  }

  private static ProxyOverride override(List<Proxy> about, Integer concurrency, Boolean open) {
    return new ProxyOverride("backend", about, concurrency, 30, open, "run", Instant.EPOCH, 1L);
  }

  @Test
  void anOpenCircuitTriesTheBackendOnceAMinute() {
    assertThat(ProxySection.of(proxies(), List.of(override(List.of(), null, true))))
        .containsExactly(
            Map.entry(
                "rpc",
                Map.of(
                    "url",
                    "http://app/rpc",
                    "concurrency",
                    8,
                    "cacheTtl",
                    "30s",
                    "breaker",
                    "eager",
                    "breakerOpen",
                    "60s")));
  }

  @Test
  void anOverrideTightensWhatItIsAboutAndTurnsNothingOn() {
    assertThat(ProxySection.of(proxies(), List.of(override(List.of(Proxy.CONNECT), 3, null))))
        .isEqualTo(proxies());
    assertThat(
            ProxySection.of(proxies(), List.of(override(List.of(Proxy.RPC), 3, null))).get("rpc"))
        .isEqualTo(Map.of("url", "http://app/rpc", "concurrency", 3, "cacheTtl", "30s"));
    assertThat(
            ProxySection.of(proxies(), List.of(override(List.of(Proxy.RPC), 30, null))).get("rpc"))
        .as("never looser than the spec")
        .isEqualTo(Map.of("url", "http://app/rpc", "concurrency", 8, "cacheTtl", "30s"));
  }

  @Test
  void aCapIsNeverLooserThanTheDefaultThatTheSpecLeaves() {
    Map<String, Object> proxies =
        new HashMap<>(Map.of("rpc", new HashMap<>(Map.of("url", "http://app/rpc"))));

    assertThat(ProxySection.of(proxies, List.of(override(List.of(), 500, null))).get("rpc"))
        .isEqualTo(Map.of("url", "http://app/rpc", "concurrency", 100, "cacheTtl", "30s"));
  }

  @Test
  void subscribeStandsForTheRenewalOfSubscriptionsAsWell() {
    Map<String, Object> proxies =
        new HashMap<>(
            Map.of(
                "subRefresh", new HashMap<>(Map.of("url", "http://app/renew")),
                "refresh", new HashMap<>(Map.of("url", "http://app/refresh"))));

    assertThat(ProxySection.of(proxies, List.of(override(List.of(Proxy.SUBSCRIBE), 3, null))))
        .isEqualTo(
            Map.of(
                "subRefresh",
                Map.of("url", "http://app/renew", "concurrency", 3, "cacheTtl", "30s"),
                "refresh",
                Map.of("url", "http://app/refresh")));
  }

  @Test
  void aCircuitThatTheSpecHasOpenedForGoodStaysOpen() {
    Map<String, Object> proxies =
        new HashMap<>(
            Map.of("rpc", new HashMap<>(Map.of("url", "http://app/rpc", "breaker", "open"))));

    assertThat(ProxySection.of(proxies, List.of(override(List.of(), null, true))).get("rpc"))
        .isEqualTo(Map.of("url", "http://app/rpc", "breaker", "open", "cacheTtl", "30s"));
  }
}
