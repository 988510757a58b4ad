package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.Situation;
import dev.realtime.operator.reconcile.config.SecretFiles;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What the objects for Prometheus and Grafana have in common. */
final class Monitors {
  private Monitors() {}

  /** Metadata with the labels by which Prometheus or Grafana selects. */
  static ObjectMeta meta(Situation situation, String name) {
    Map<String, String> labels = new TreeMap<>(situation.spec().monitoring().labels());
    labels.putAll(situation.names().labels(Names.SERVER));
    return situation.meta(name, Names.SERVER).withLabels(labels).build();
  }

  /**
   * How the management port is scraped. Where the operator itself reads from that Prometheus, as
   * often as it reads; elsewhere as often as Prometheus does anyway.
   */
  static Map<String, Object> endpoint(Situation situation) {
    Map<String, Object> endpoint = new LinkedHashMap<>();
    endpoint.put("port", "management");
    endpoint.put("path", "/metrics");
    if (situation.spec().monitoring().prometheus() != null) {
      endpoint.put("interval", situation.spec().monitoring().intervalSeconds() + "s");
    }
    if (situation.managementTokens() != null) {
      endpoint.put(
          "authorization",
          Map.of(
              "type",
              "Bearer",
              "credentials",
              Map.of("name", situation.names().managementToken(), "key", SecretFiles.KEY)));
    }
    return endpoint;
  }

  /** Matchers of the series of the service's pods, in PromQL. */
  static String series(Situation situation) {
    return "namespace=\"%s\",pod=~\"%s-[a-z0-9]+-[a-z0-9]+\""
        .formatted(situation.namespace(), situation.names().service());
  }

  /** The selector of the service's own objects. */
  static Map<String, Object> selector(Situation situation) {
    return Map.of("matchLabels", situation.names().selector(Names.SERVER));
  }
}
