package dev.realtime.operator.console;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.runbook.CheckVerdict;
import dev.realtime.api.v1alpha1.runbook.ChecklistItem;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the pages show, as a user may see it. */
final class Views {
  private static final Duration SPARK = Duration.ofMinutes(15);
  private static final int SPARK_POINTS = 45;
  private static final int RUNS = 25;
  private static final String SERVICES = "realtimeservices";
  private static final String RUNBOOK_RUNS = "runbookruns";

  private final Sight sight;
  private final Access access;
  private final Clock clock;

  Views(Sight sight, Access access, Clock clock) {
    this.sight = sight;
    this.access = access;
    this.clock = clock;
  }

  /** All services that the user may list. */
  Map<String, Object> services(User user) {
    List<RealtimeService> all =
        sight.services().stream()
            .sorted(
                Comparator.comparing((RealtimeService s) -> s.getMetadata().getNamespace())
                    .thenComparing(s -> s.getMetadata().getName()))
            .toList();
    Set<String> namespaces = namespaces(all);
    Set<String> allowed = access.allowedIn(user, "list", SERVICES, namespaces);
    List<Map<String, Object>> shown =
        all.stream()
            .filter(service -> allowed.contains(service.getMetadata().getNamespace()))
            .map(this::row)
            .toList();
    // How many there are elsewhere is not this user's business; that there may be some is.
    return fields(
        "at", clock.instant(), "services", shown, "restricted", allowed.size() < namespaces.size());
  }

  private static Set<String> namespaces(List<RealtimeService> services) {
    var names = new TreeSet<String>();
    services.forEach(service -> names.add(service.getMetadata().getNamespace()));
    return names;
  }

  private Map<String, Object> row(RealtimeService service) {
    Map<String, Object> row = head(service);
    String namespace = service.getMetadata().getNamespace();
    String name = service.getMetadata().getName();
    row.put(
        "spark",
        sight
            .observations(namespace, name)
            .map(seen -> Charts.spark(seen, SPARK, SPARK_POINTS, interval(service)))
            .orElse(List.of()));
    List<ChecklistItem> checklist = service.statusOrEmpty().checklist();
    row.put(
        "failing",
        checklist == null
            ? List.of()
            : checklist.stream()
                .filter(item -> item.verdict() == CheckVerdict.FAILING)
                .map(item -> item.check().text())
                .toList());
    return row;
  }

  private static Duration interval(RealtimeService service) {
    return Duration.ofSeconds(service.getSpec().monitoring().intervalSeconds());
  }

  private static Map<String, Object> head(RealtimeService service) {
    RealtimeServiceStatus status = service.statusOrEmpty();
    return fields(
        "namespace", service.getMetadata().getNamespace(),
        "name", service.getMetadata().getName(),
        "created", service.getMetadata().getCreationTimestamp(),
        "ready", condition(status, "Ready"),
        "available", condition(status, "Available"),
        "replicas", status.replicas(),
        "readyReplicas", status.readyReplicas(),
        "connections", status.connections(),
        "redis", status.redis(),
        "maintenance", status.isTrue("MaintenanceMode"),
        "incident", status.incident());
  }

  private static @Nullable Condition condition(RealtimeServiceStatus status, String type) {
    return status.condition(type).orElse(null);
  }

  /**
   * One service with everything.
   *
   * @param span time that the charts show
   */
  Map<String, Object> service(User user, String namespace, String name, Duration span) {
    access.require(user, "get", SERVICES, namespace);
    RealtimeService service = find(namespace, name);
    RealtimeServiceStatus status = service.statusOrEmpty();
    Map<String, Object> view = head(service);
    view.put("at", clock.instant());
    view.put("conditions", status.conditions());
    view.put("checklist", status.checklist() == null ? List.of() : status.checklist());
    view.put("symptoms", status.symptoms() == null ? List.of() : status.symptoms());
    view.put("overrides", status.overrides());
    view.put("revision", status.revision());
    view.put("lastKnownGood", status.lastKnownGood());
    view.put("scale", status.scale());
    view.put("mode", service.getSpec().runbook().mode());
    view.put("links", service.getSpec().monitoring().links());
    view.put(
        "thresholds",
        Map.of(
            "p95Millis", service.getSpec().runbook().thresholds().latency().p95Millis(),
            "errorPercent", service.getSpec().runbook().thresholds().errorRate().percent()));
    view.put(
        "charts",
        sight
            .observations(namespace, name)
            .map(seen -> Charts.of(seen, span, interval(service)))
            .orElse(null));
    boolean seesRuns = access.allows(user, "list", RUNBOOK_RUNS, namespace);
    view.put("runs", seesRuns ? runs(namespace, name) : null);
    view.put(
        "may",
        Map.of(
            "act", access.allows(user, "create", RUNBOOK_RUNS, namespace),
            "approve", access.allows(user, "patch", RUNBOOK_RUNS, namespace),
            "runs", seesRuns));
    return view;
  }

  private RealtimeService find(String namespace, String name) {
    return sight.services().stream()
        .filter(service -> service.getMetadata().getNamespace().equals(namespace))
        .filter(service -> service.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Refused(
                    404,
                    "gone",
                    "There is no RealtimeService " + name + " in namespace " + namespace + ".",
                    "Go back to the list of services."));
  }

  /** The newest runs: what is over in short, what is open with everything. */
  private List<Map<String, Object>> runs(String namespace, String service) {
    return sight.runs(namespace, service).stream()
        .sorted(
            Comparator.comparing((RunbookRun run) -> run.getMetadata().getCreationTimestamp())
                .thenComparing(run -> run.getMetadata().getName())
                .reversed())
        .limit(RUNS)
        .map(
            run -> {
              Map<String, Object> view = run.open() ? whole(run) : summary(run);
              view.put("whole", run.open());
              return view;
            })
        .toList();
  }

  /** One run with everything, and whether the user may approve it. */
  Map<String, Object> run(User user, String namespace, String service, String name) {
    access.require(user, "get", RUNBOOK_RUNS, namespace);
    RunbookRun run =
        sight.runs(namespace, service).stream()
            .filter(one -> one.getMetadata().getName().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new Refused(
                        404,
                        "gone",
                        "There is no RunbookRun " + name + " of " + service + " any more.",
                        "Runs are kept as long as spec.runbook.history says; go back to the"
                            + " service."));
    Map<String, Object> view = whole(run);
    view.put("at", clock.instant());
    view.put("may", Map.of("approve", access.allows(user, "patch", RUNBOOK_RUNS, namespace)));
    return view;
  }

  private static Map<String, Object> whole(RunbookRun run) {
    Map<String, Object> view = summary(run);
    view.put("status", run.getStatus());
    return view;
  }

  private static Map<String, Object> summary(RunbookRun run) {
    var status = run.getStatus();
    return fields(
        "namespace", run.getMetadata().getNamespace(),
        "name", run.getMetadata().getName(),
        "created", run.getMetadata().getCreationTimestamp(),
        "service", run.getSpec().service(),
        "procedure", run.getSpec().procedure(),
        "symptom", run.getSpec().symptom(),
        "trigger", run.getSpec().trigger(),
        "reason", run.getSpec().reason(),
        "state", status == null ? null : status.state(),
        "summary", status == null ? null : status.summary(),
        "cause", status == null ? null : status.cause(),
        "detectedAt", status == null ? null : status.detectedAt(),
        "finishedAt", status == null ? null : status.finishedAt());
  }

  private static Map<String, Object> fields(@Nullable Object... namesAndValues) {
    var fields = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      if (value != null) {
        fields.put(String.valueOf(namesAndValues[i]), value);
      }
    }
    return fields;
  }
}
