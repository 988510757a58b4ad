package dev.realtime.server;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reference has every meter of the server: what a scrape shows at once, and the rest by hand.
 */
class MetricsReferenceTest {
  private static final Path DOC = Path.of("../docs/reference/server-metrics.md");
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern METER = Pattern.compile("\"(realtime\\.[a-z.]+[a-z])\"");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /** Attributes of spans, which are named like meters. */
  private static final String TRACES = "trace";

  @TempDir private Path directory;

  @Test
  void theReferenceIsCurrent() throws IOException, InterruptedException {
    String generated = page(scrape());
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(DOC, generated);
    }
    assertThat(Files.readString(DOC))
        .as(DOC + "; ./mvnw -pl server -am test -Ddocs.write=true writes it anew")
        .isEqualTo(generated);
  }

  @Test
  void theReferenceHasEveryMeterOfTheSources() throws IOException {
    String page = Files.readString(DOC);
    assertThat(meters())
        .hasSizeGreaterThan(50)
        .allSatisfy(meter -> assertThat(page).containsPattern("`" + exported(meter) + "(_|`)"));
  }

  private static String exported(String meter) {
    return meter.replace('.', '_');
  }

  private static Set<String> meters() throws IOException {
    Set<String> meters = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
        String text = Files.readString(file);
        if (!text.contains(".attribute(") && !file.getParent().endsWith(TRACES)) {
          METER.matcher(text).results().map(it -> it.group(1)).forEach(meters::add);
        }
      }
    }
    return meters;
  }

  private String scrape() throws IOException, InterruptedException {
    try (TestServer server = TestServer.start(directory, TestServer.OPEN)) {
      return server.management("/metrics").body();
    }
  }

  /** A row for each meter of its own that is there from the start. */
  private static String rows(String scrape) {
    return scrape
        .lines()
        .filter(line -> line.startsWith("# TYPE realtime_"))
        .map(line -> line.split(" "))
        .filter(type -> !type[2].endsWith("_max") && !type[2].startsWith("realtime_cpu_"))
        .map(
            type ->
                "| `%s` | %s | %s | %s |\n"
                    .formatted(
                        type[2], type[3], labels(scrape, type[2]), description(scrape, type[2])))
        .collect(joining());
  }

  private static String description(String scrape, String meter) {
    String begin = "# HELP " + meter + " ";
    return scrape
        .lines()
        .filter(line -> line.startsWith(begin))
        .map(line -> line.substring(begin.length()))
        .findFirst()
        .orElseThrow();
  }

  private static String labels(String scrape, String meter) {
    Map<String, Set<String>> labels = new TreeMap<>();
    scrape
        .lines()
        .filter(line -> line.startsWith(meter + "{") || line.startsWith(meter + "_count{"))
        .flatMap(line -> LABEL.matcher(line).results().toList().stream())
        .forEach(
            (MatchResult label) ->
                labels.computeIfAbsent(label.group(1), _ -> new TreeSet<>()).add(label.group(2)));
    return labels.entrySet().stream()
        .map(label -> "`" + label.getKey() + "`: " + String.join(", ", label.getValue()))
        .collect(joining("; "));
  }

  private static String page(String scrape) {
    return """
    # Metrics of the server

    Served at `/metrics` of the management port (9004), in Prometheus' text format, to whom has the
    [management token](../operations.md#probes-and-health). This page is generated from a server's own answer; a test
    keeps it true. Series have no label for the pod or the service: Prometheus adds what it scraped.

    ## The server
    There at zero from the start. Of the outcomes, `server_error` is what the server or its backend failed at, `client_error` what
    was refused for the request itself or a limit of its client, and `refused` what was turned away to protect the node or a
    backend (load, maintenance, drain); the runbook's error rate is `server_error` of all that were not `refused`. The reasons of `realtime_rejected_total` stand beside their limits in
    [operations](../operations.md#four-layers-against-overload). Histograms have buckets from 1 ms to 10 s, and a gauge
    `_max` of the last minutes.

    | Metric | Type | Labels and their values | Meaning |
    |---|---|---|---|
    %s
    ## Redis
    With `broker: redis`. `shard` is an address, or a node of the Cluster; it goes with the shard. `lane` is 0 or 1, one of the
    threads that hand on what was heard. Those by `kind`, `connection` and `why` begin with the first of them.

    | Metric | Type | Labels | Meaning |
    |---|---|---|---|
    | `realtime_redis_up` | gauge | `shard` | 1 if the shard answers, accepts writes and its messages are heard |
    | `realtime_redis_round_trip_seconds` | histogram | `shard` | Time of a heartbeat through script and pub/sub; 1 ms to 2 s |
    | `realtime_redis_errors_total` | counter | `shard`, `kind` | Failed commands by Redis' error |
    | `realtime_redis_in_flight` | gauge | `shard` | Commands that wait for their answer |
    | `realtime_redis_reconnects_total` | counter | `shard`, `connection` | Connections made anew |
    | `realtime_redis_given_up_total` | counter | `shard`, `why` | Connections that the server closed: silent, deaf, demoted, moved, miscounted |
    | `realtime_redis_resubscribes_total` | counter | `shard` | Channels subscribed again after a loss |
    | `realtime_redis_script_reloads_total` | counter | `shard` | Scripts that Redis had lost |
    | `realtime_redis_buffered_messages`, `realtime_redis_buffered_bytes` | gauge | `lane` | Heard, not handed on yet |
    | `realtime_redis_dropped_messages_total` | counter | | What a full lane dropped; repaired from history where there is one |
    | `realtime_redis_dropped_control_messages_total` | counter | | Of what nodes tell each other |
    | `realtime_redis_gaps_total` | counter | | Channels reported as possibly missing something |
    | `realtime_redis_malformed_messages_total` | counter | | What others published under the server's names |

    ## Proxies
    `proxy` is connect, refresh, subscribe, sub_refresh, publish or rpc, as far as configured ([proxies](../proxies.md)).

    | Metric | Type | Labels | Meaning |
    |---|---|---|---|
    | `realtime_proxy_requests_total` | counter | `proxy`; `outcome`: ok, error, disconnect, busy, circuit_open, stopped, timeout, unreachable, status, bad_answer, not_json | Questions, answered by a call, the cache or nobody |
    | `realtime_proxy_duration_seconds` | histogram | `proxy`; `outcome`: ok, status, timeout, unreachable | Calls to the backend; 5 ms to 5 s |
    | `realtime_proxy_inflight` | gauge | `proxy` | Calls under way |
    | `realtime_proxy_circuit_state` | gauge | `proxy` | 0 closed, 1 half open, 2 open |
    | `realtime_proxy_cache_total` | counter | `proxy`; `result`: hit, miss | Questions that a former answer was looked up for |

    ## Process
    | Metric | Type | Meaning |
    |---|---|---|
    | `realtime_cpu_periods_total` | counter | Periods of 100 ms in which the process ran under a CPU limit; where the kernel's cgroup says so |
    | `realtime_cpu_throttled_periods_total` | counter | Of these periods, those in which the limit stopped it |
    | `jvm_*`, `process_*`, `system_*` | | Memory, collections, threads and CPU, from Micrometer |
    """
        .formatted(rows(scrape));
  }
}
