package dev.realtime.operator.reconcile.dependent;

import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Grafana dashboard in a ConfigMap, found by the label that Grafana's sidecar looks for. Its
 * panels follow the on-call checklist: is it serving, is it failing, is it slow, is it full.
 */
public final class DashboardDependent implements Dependent<ConfigMap> {
  private static final String SIDECAR = "grafana_dashboard";
  private static final int COLUMNS = 3;
  private static final int WIDTH = 8;
  private static final int HEIGHT = 7;

  /**
   * A panel.
   *
   * @param unit as Grafana names it
   * @param expression PromQL; %s stands for the matchers of the service's pods
   * @param legend how a line is called
   */
  private record Panel(String title, String unit, String expression, String legend) {}

  private static final List<Panel> PANELS =
      List.of(
          new Panel("Connections", "short", "realtime_connections{%s}", "{{pod}}"),
          new Panel(
              "Requests that fail on the server's side",
              "percentunit",
              "sum(rate(realtime_requests_total{%1$s,outcome=\"server_error\"}[1m])) / sum(rate(realtime_requests_total{%1$s,outcome!=\"refused\"}[1m]))",
              "failed"),
          new Panel(
              "Command duration, P95",
              "s",
              "histogram_quantile(0.95, sum by (le, pod) (rate(realtime_command_duration_seconds_bucket{%s}[1m])))",
              "{{pod}}"),
          new Panel(
              "Requests by outcome",
              "reqps",
              "sum by (outcome) (rate(realtime_requests_total{%s}[1m]))",
              "{{outcome}}"),
          new Panel(
              "Clients turned away",
              "reqps",
              "sum by (reason) (rate(realtime_rejected_total{%s}[1m]))",
              "{{reason}}"),
          new Panel(
              "Publication to delivery, P95",
              "s",
              "histogram_quantile(0.95, sum by (le, pod) (rate(realtime_publish_delivery_seconds_bucket{%s}[1m])))",
              "{{pod}}"),
          new Panel("Event loop lag", "s", "realtime_event_loop_lag_seconds{%s}", "{{pod}}"),
          new Panel("Queued for clients", "bytes", "realtime_client_queue_bytes{%s}", "{{pod}}"),
          new Panel("Redis reachable", "short", "realtime_redis_up{%s}", "{{pod}} {{shard}}"));

  @Override
  public Class<ConfigMap> type() {
    return ConfigMap.class;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().dashboard();
  }

  @Override
  public Optional<ConfigMap> desired(Situation situation) {
    if (!situation.spec().monitoring().grafanaDashboard()) {
      return Optional.empty();
    }
    var meta = Monitors.meta(situation, name(situation)).edit();
    if (!situation.spec().monitoring().labels().containsKey(SIDECAR)) {
      meta.addToLabels(SIDECAR, "1");
    }
    String file = situation.namespace() + "-" + situation.names().service() + ".json";
    return Optional.of(
        new ConfigMapBuilder()
            .withMetadata(meta.build())
            .withData(Map.of(file, Serialization.asJson(dashboard(situation))))
            .build());
  }

  private static Map<String, Object> dashboard(Situation situation) {
    String title = "Realtime " + situation.namespace() + "/" + situation.names().service();
    Map<String, Object> dashboard = new LinkedHashMap<>();
    // Grafana takes at most 40 characters; the service's own id is one that nobody else has.
    dashboard.put("uid", situation.service().getMetadata().getUid());
    dashboard.put("title", title);
    dashboard.put("tags", List.of("realtime"));
    dashboard.put("schemaVersion", 39);
    dashboard.put("refresh", "10s");
    dashboard.put("time", Map.of("from", "now-1h", "to", "now"));
    dashboard.put(
        "templating",
        Map.of(
            "list",
            List.of(Map.of("name", "datasource", "type", "datasource", "query", "prometheus"))));
    List<Map<String, Object>> panels = new ArrayList<>();
    for (Panel panel : PANELS) {
      panels.add(panel(panel, panels.size(), Monitors.series(situation)));
    }
    dashboard.put("panels", panels);
    return dashboard;
  }

  private static Map<String, Object> panel(Panel panel, int index, String series) {
    Map<String, Object> source = Map.of("type", "prometheus", "uid", "${datasource}");
    Map<String, Object> target = new LinkedHashMap<>();
    target.put("refId", "A");
    target.put("datasource", source);
    target.put("expr", panel.expression().formatted(series));
    target.put("legendFormat", panel.legend());
    Map<String, Object> place = new LinkedHashMap<>();
    place.put("x", index % COLUMNS * WIDTH);
    place.put("y", index / COLUMNS * HEIGHT);
    place.put("w", WIDTH);
    place.put("h", HEIGHT);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("id", index + 1);
    tree.put("type", "timeseries");
    tree.put("title", panel.title());
    tree.put("datasource", source);
    tree.put("gridPos", place);
    tree.put("fieldConfig", Map.of("defaults", Map.of("unit", panel.unit(), "min", 0)));
    tree.put("targets", List.of(target));
    return tree;
  }
}
