package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.runbook.MonitoringSpec;
import dev.realtime.api.v1alpha1.runbook.Thresholds;
import dev.realtime.operator.reconcile.ForeignKind;
import dev.realtime.operator.reconcile.Situation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The symptoms of the runbook as alerts, with the same thresholds and hold times. They are for
 * people and for the time when the operator itself is down; the operator detects by itself. That
 * nothing is scraped is no alert where nothing is to be.
 */
public final class PrometheusRuleDependent implements ForeignDependent {
  @Override
  public ForeignKind kind() {
    return ForeignKind.PROMETHEUS_RULE;
  }

  @Override
  public boolean dispensable(Situation situation) {
    return true;
  }

  @Override
  public String name(Situation situation) {
    return situation.names().service();
  }

  @Override
  public Optional<GenericKubernetesResource> desired(Situation situation) {
    if (!situation.spec().monitoring().prometheusRule()) {
      return Optional.empty();
    }
    Map<String, Object> group =
        Map.of(
            "name",
            "realtime-" + situation.namespace() + "-" + situation.names().service(),
            "rules",
            rules(situation));
    return Optional.of(
        kind().object(Monitors.meta(situation, name(situation)), Map.of("groups", List.of(group))));
  }

  private static List<Map<String, Object>> rules(Situation situation) {
    Thresholds thresholds = situation.spec().runbook().thresholds();
    String pods = Monitors.series(situation);
    List<Map<String, Object>> rules = new ArrayList<>();
    rules.add(
        alert(
            situation,
            "RealtimeHighErrorRate",
            "critical",
            ("sum(rate(realtime_requests_total{%1$s,outcome=\"server_error\"}[1m]))"
                    + " / sum(rate(realtime_requests_total{%1$s,outcome!=\"refused\"}[1m])) > %2$s"
                    + " and sum(increase(realtime_requests_total{%1$s,outcome!=\"refused\"}[1m])) >= %3$d")
                .formatted(
                    pods,
                    fraction(thresholds.errorRate().percent()),
                    thresholds.errorRate().minRequests()),
            thresholds.errorRate().holdSeconds(),
            "More than %d %% of requests fail on the server's side"
                .formatted(thresholds.errorRate().percent())));
    rules.add(
        alert(
            situation,
            "RealtimeHighLatency",
            "warning",
            "histogram_quantile(0.95, sum by (le) (rate(realtime_command_duration_seconds_bucket{%s}[2m]))) > %s"
                .formatted(
                    pods,
                    String.format(Locale.ROOT, "%.3f", thresholds.latency().p95Millis() / 1000.0)),
            thresholds.latency().holdSeconds(),
            "95 %% of commands take up to more than %d ms"
                .formatted(thresholds.latency().p95Millis())));
    if (scraped(situation)) {
      rules.add(
          alert(
              situation,
              "RealtimeServiceDown",
              "critical",
              "absent(realtime_connections{%s})".formatted(pods),
              thresholds.availability().holdSeconds(),
              "No pod of the service can be scraped"));
    }
    rules.add(
        alert(
            situation,
            "RealtimeOverload",
            "critical",
            ("sum(realtime_connections{%1$s}) / sum(realtime_connections_limit{%1$s}) > %2$s"
                    + " or sum(rate(realtime_rejected_total{%1$s,reason=~\"connections|connect_rate|memory|loop_lag|broker_queue\"}[1m])) >= %3$d")
                .formatted(
                    pods,
                    fraction(thresholds.overload().connectionsPercent()),
                    thresholds.overload().shedPerSecond()),
            thresholds.overload().holdSeconds(),
            "Clients find no room, or soon will not"));
    return rules;
  }

  /**
   * Whether there are pods to scrape, and the operator itself has them scraped. Whoever scrapes by
   * other means may scrape nothing at all, which looks just like a service that is down.
   */
  private static boolean scraped(Situation situation) {
    MonitoringSpec monitoring = situation.spec().monitoring();
    boolean pods =
        situation.spec().autoscaling() != null
            || Math.max(situation.spec().replicasOrDefault(), situation.runbookFloor()) > 0;
    return pods && (monitoring.serviceMonitor() || monitoring.podMonitor());
  }

  private static Map<String, Object> alert(
      Situation situation,
      String name,
      String severity,
      String expression,
      int holdSeconds,
      String summary) {
    Map<String, Object> alert = new LinkedHashMap<>();
    alert.put("alert", name);
    alert.put("expr", expression);
    alert.put("for", holdSeconds + "s");
    alert.put(
        "labels",
        Map.of(
            "severity", severity,
            "namespace", situation.namespace(),
            "realtime_service", situation.names().service()));
    alert.put(
        "annotations",
        Map.of(
            "summary",
            summary,
            "description",
            "kubectl -n %s get rts,rbr; kubectl -n %s describe rts %s"
                .formatted(
                    situation.namespace(), situation.namespace(), situation.names().service())));
    return alert;
  }

  private static String fraction(int percent) {
    return String.format(Locale.ROOT, "%.2f", percent / 100.0);
  }
}
