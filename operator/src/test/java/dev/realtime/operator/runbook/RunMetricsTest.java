package dev.realtime.operator.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.operator.notify.Outbox;
import dev.realtime.operator.status.ConditionType;
import dev.realtime.operator.status.ServiceStates;
import dev.realtime.operator.status.Verdict.Truth;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunMetricsTest {
  private static final Path DOC = Path.of("../docs/reference/operator-metrics.md");
  private static final Path RULES = Path.of("../manifests/monitoring/runbook-rules.yaml");

  @Test
  void countersAreThereAtZeroBeforeAnythingHappens() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    assertThat(new RunMetrics(registry)).isNotNull();
    assertThat(registry.scrape())
        .contains("realtime_runbook_escalations_total{symptom=\"ServiceDown\"} 0")
        .contains("realtime_runbook_actions_total{action=\"Rollback\",outcome=\"ineffective\"} 0")
        .contains(
            "realtime_runbook_refusals_total{action=\"RestartRedis\",guard=\"data-safety\"} 0")
        .contains("realtime_runbook_runs_total{outcome=\"failed\",symptom=\"none\"} 0");
  }

  @Test
  void countsWhatReceiversWereNotTold() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var metrics = new RunMetrics(registry);
    metrics.notified(Outbox.Outcome.DELIVERED);
    metrics.notified(Outbox.Outcome.GIVEN_UP);
    metrics.notified(Outbox.Outcome.GIVEN_UP);
    assertThat(registry.scrape())
        .contains("realtime_runbook_notifications_total{outcome=\"delivered\"} 1")
        .contains("realtime_runbook_notifications_total{outcome=\"refused\"} 0")
        .contains("realtime_runbook_notifications_total{outcome=\"given_up\"} 2");
  }

  @Test
  void theAlertRulesSpeakOfMetricsThatThereAre() throws IOException {
    List<String> names = RunMeter.ALL.stream().map(RunMeter::exported).toList();
    List<String> asked =
        Pattern.compile("realtime_runbook_[a-z_]+")
            .matcher(Files.readString(RULES))
            .results()
            .map(MatchResult::group)
            .distinct()
            .toList();
    assertThat(names).containsAll(asked);
    assertThat(asked).isNotEmpty();
  }

  @Test
  void theReferenceHasTheStatesOfServices() throws IOException {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new ServiceStates(Stream::empty).bindTo(registry);

    assertThat(Files.readString(DOC)).contains("| `realtime_operator_services` | gauge |");
    assertThat(registry.scrape())
        .contains("realtime_operator_services{condition=\"Ready\",status=\"False\"} 0");
  }

  @Test
  void theReferenceIsCurrent() throws IOException {
    String generated = reference();
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(DOC, generated);
    }
    assertThat(Files.readString(DOC))
        .as(DOC + "; ./mvnw -pl operator -am test -Ddocs.write=true writes it anew")
        .isEqualTo(generated);
  }

  private static String reference() {
    String rows =
        RunMeter.ALL.stream()
            .map(
                meter ->
                    "| `%s` | %s | %s | %s |\n"
                        .formatted(
                            meter.exported(),
                            meter.kind() == RunMeter.Kind.TIMER ? "histogram" : "counter",
                            meter.labels().stream()
                                .map(l -> "`" + l.text() + "`: " + String.join(", ", l.values()))
                                .collect(Collectors.joining("; ")),
                            meter.description()))
            .collect(Collectors.joining());
    return """
    # Metrics of the operator

    Served at `/metrics` of the management port (8080), in Prometheus' text format, to whom may `get` `/metrics` in
    the cluster (ClusterRole `realtime-operator-metrics-reader`) and to who comes from within the pod; to everybody with
    `METRICS_AUTHORIZATION=false`. This page is generated from the code; a test keeps it true.

    ## Runbook
    By symptom and action, never by service: which service it was stands in the `RunbookRun` records and in Events. Only
    the replica that leads counts, and a new leader begins at zero, so ask for `increase(...)` and sum over pods.
    Counters are there at zero from the start, so that the first escalation shows as an increase. The symptom `none`
    stands for a procedure that a person asked for.

    | Metric | Type | Labels and their values | Meaning |
    |---|---|---|---|
    %s
    Histograms have the buckets 1, 5, 15, 30, 60, 120, 300, 600, 1800 and 3600 s. Time to detect runs from the first
    reading that was bad to the moment the hold time was over; time to act and to recover run from there.

    ## Redis
    Of each service, by `namespace` and `service`, as the operator's own connection sees it; gone with the service. A figure
    that is not known is `NaN` and never 0, so that an alert on it does not fire.

    | Metric | Type | Meaning |
    |---|---|---|
    | `realtime_operator_redis` | gauge | 1 for the `verdict` that holds: healthy, degraded, unreachable, unknown |
    | `realtime_operator_redis_ping_seconds` | gauge | Time of a PING, the longest of several Redis |
    | `realtime_operator_redis_round_trip_seconds` | gauge | Time in which a publication came back through a subscription |
    | `realtime_operator_redis_memory_used_bytes`, `realtime_operator_redis_memory_max_bytes` | gauge | Memory in use and maxmemory, of the fullest of several |
    | `realtime_operator_redis_replicas` | gauge | Replicas in sync with the master |
    | `realtime_operator_redis_replication_lag_seconds`, `realtime_operator_redis_replication_lag_size_bytes` | gauge | How far the furthest replica is behind |
    | `realtime_operator_redis_nodes` | gauge | Processes that answer, by `role`: master, replica, sentinel |
    | `realtime_operator_redis_evicted_per_second`, `realtime_operator_redis_rejected_writes_per_second` | gauge | Keys evicted and writes refused for lack of memory, of all that serve |
    | `realtime_operator_redis_refused_connections_per_second` | gauge | Connections refused, for `maxclients` is reached |
    | `realtime_operator_redis_slow_log_entries` | gauge | Entries of the slow log, the newest ten of each; what is in it stands in the `RunbookRun` of an incident |

    ## Services
    Not by service, so that the number of series does not grow with theirs: which one it is, `kubectl get rts -A` says.

    | Metric | Type | Labels and their values | Meaning |
    |---|---|---|---|
    | `realtime_operator_services` | gauge | `condition`: %s; `status`: %s | Services whose condition has that status |

    ## Process
    | Metric | Type | Meaning |
    |---|---|---|
    | `realtime_operator_leading` | gauge | 1 on the replica that leads, 0 on the other. The sum over the replicas must be 1 |
    | `operator_sdk_*` | | reconciles by outcome, retries and events, from the Java Operator SDK |
    | `jvm_*`, `process_*`, `system_*` | | memory, collections, threads and CPU of the process |

    ## Alerts
    `manifests/monitoring/runbook-rules.yaml` alerts on the operator's own failure to repair: a person was called
    (`RealtimeRunbookEscalated`), a run ended without success (`RealtimeRunbookFailed`), an action did not help three
    times within an hour (`RealtimeRunbookActionsIneffective`), repairs are held back by the budget, the storm guard or
    data safety (`RealtimeRunbookHeldBack`), a receiver was not told (`RealtimeRunbookNotTold`), and no replica leads
    (`RealtimeOperatorNotLeading`).
    """
        .formatted(
            rows,
            Stream.of(ConditionType.values())
                .map(ConditionType::word)
                .collect(Collectors.joining(", ")),
            Stream.of(Truth.values()).map(Truth::word).collect(Collectors.joining(", ")));
  }
}
