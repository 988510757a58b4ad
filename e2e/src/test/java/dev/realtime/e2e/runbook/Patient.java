package dev.realtime.e2e.runbook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.TestNamespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.TestInfo;

/**
 * A service that a test makes ill.
 *
 * @param cluster it runs on
 * @param client of that cluster
 * @param namespace its own
 */
record Patient(Cluster cluster, KubernetesClient client, String namespace) {
  static final String NAME = "patient";

  /** Container of the server's pods. */
  static final String SERVER = "server";

  /** Container of the pods of Redis. */
  static final String REDIS = "redis";

  /** Name of the only Redis pod. */
  static final String REDIS_POD = NAME + "-redis-0";

  /** Generous: what a loaded machine of two cores needs to start pods, not what is expected. */
  static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final int PORT = 8004;

  /** Makes it with these changes to its spec, in YAML, and waits until it is known good. */
  static Patient admit(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, String changes) {
    var patient = new Patient(cluster, client, namespace.name());
    Bystanders.on(cluster);
    patient.apply(changes);
    patient.awaitKnownGood();
    return patient;
  }

  /** Applies it with these changes to the spec of {@code patient.yaml}. */
  void apply(String changes) {
    KubernetesSerialization yaml = client.getKubernetesSerialization();
    Map<String, Object> manifest = Merge.map(yaml.unmarshal(template(), Map.class));
    Map<String, Object> spec = Merge.map(manifest.get("spec"));
    if (!changes.isBlank()) {
      Merge.into(spec, Merge.map(yaml.unmarshal(changes, Map.class)));
    }
    manifest.put("spec", spec);
    kubectlReading(yaml.asYaml(manifest), "apply", "--server-side", "--force-conflicts", "-f", "-");
  }

  private static String template() {
    try (InputStream in = Patient.class.getResourceAsStream("patient.yaml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until its newest revision is ready and known good, and it has no symptom. */
  void awaitKnownGood() {
    awaitService(
        "ready, measured and known good",
        service -> {
          RealtimeServiceStatus status = service.statusOrEmpty();
          return status.isTrue("Ready")
              && Objects.equals(status.observedGeneration(), service.getMetadata().getGeneration())
              && status.lastKnownGood() != null
              && status.revision() != null
              && status.lastKnownGood().revision().equals(status.revision().revision())
              && status.isTrue("Available")
              && status.incident() == null
              && status.symptoms() != null
              && status.symptoms().isEmpty();
        });
  }

  /** Changes its spec, as {@code kubectl patch --type=merge} does. */
  void patch(String mergePatch) {
    kubectl("patch", "rts", NAME, "--type=merge", "-p", mergePatch);
  }

  /** Runs kubectl in its namespace, as a person would type it. */
  String kubectl(String... arguments) {
    return kubectlReading("", arguments);
  }

  /** The same with something to read. */
  String kubectlReading(String input, String... arguments) {
    String[] line = new String[arguments.length + 2];
    line[0] = "--namespace=" + namespace;
    line[1] = "--request-timeout=60s";
    System.arraycopy(arguments, 0, line, 2, arguments.length);
    return cluster.kubectl(line).reading(input).within(Duration.ofSeconds(90)).run();
  }

  /** As the API server has it now. */
  RealtimeService service() {
    return client.resources(RealtimeService.class).inNamespace(namespace).withName(NAME).get();
  }

  /** What is rendered in place of its spec. */
  Overrides overrides() {
    Overrides overrides = service().statusOrEmpty().overrides();
    return overrides == null ? Overrides.none() : overrides;
  }

  /** Waits until it is as described. */
  void awaitService(String description, Predicate<RealtimeService> condition) {
    await(namespace + "/" + NAME + " to be " + description)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(condition.test(service())).as(this::story).isTrue());
  }

  /** Its runs, oldest first. */
  List<RunbookRun> runs() {
    return client.resources(RunbookRun.class).inNamespace(namespace).list().getItems().stream()
        .sorted(Comparator.comparing(run -> run.getMetadata().getCreationTimestamp()))
        .toList();
  }

  /** Its runs about what was detected after a moment. */
  List<RunbookRun> runsSince(Instant moment) {
    return runs().stream()
        .filter(run -> run.getStatus() != null && run.getStatus().detectedAt().isAfter(moment))
        .toList();
  }

  /** Waits for a run about a symptom that was detected after a moment and is as described. */
  RunbookRun awaitRun(
      Symptom symptom, Instant since, String description, Predicate<RunbookRunStatus> condition) {
    Predicate<RunbookRun> fits =
        run ->
            run.getSpec().symptom() == symptom
                && run.getStatus() != null
                && run.getStatus().detectedAt().isAfter(since)
                && condition.test(run.getStatus());
    await("a run about " + symptom + " that " + description + " in " + namespace)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(runs()).as(this::story).anyMatch(fits));
    return runs().stream().filter(fits).findFirst().orElseThrow();
  }

  /** Stops the process of its only Redis until the fault is closed. */
  Fault hangRedis() {
    return cluster.faults().suspend(namespace, REDIS_POD, REDIS);
  }

  /**
   * What Redis' hanging led to.
   *
   * @param broken when it began to hang
   * @param run about it
   */
  record Incident(Instant broken, RunbookRun run) {}

  /**
   * Makes its Redis hang until the wait is over.
   *
   * @param wait for a run about what began at the moment that it is given
   */
  Incident whileRedisHangs(Function<Instant, RunbookRun> wait) {
    Instant broken = Instant.now();
    try (Fault _ = hangRedis()) {
      return new Incident(broken, wait.apply(broken));
    }
  }

  /** Waits until the run is over. */
  RunbookRun awaitEnd(RunbookRun run) {
    return awaitRun(
        Objects.requireNonNull(run.getSpec().symptom()),
        run.getStatus().detectedAt().minusMillis(1),
        "is over",
        status -> !status.open());
  }

  /**
   * Waits for a run about a symptom that was detected after a moment, and for its end: it has found
   * this cause in time, done this, and helped.
   */
  RunbookRun awaitRepair(Symptom symptom, Instant since, Cause cause, Action... actions) {
    RunbookRun run =
        awaitEnd(awaitRun(symptom, since, "acted", status -> status.actedAt() != null));
    assertThat(run.getStatus().state()).as(this::story).isEqualTo(RunState.SUCCEEDED);
    assertFound(run, cause, actions);
    return run;
  }

  /** Waits until a run about it has called a person, who is told this cause, and what was done. */
  RunbookRun awaitCall(Symptom symptom, Instant since, Cause cause, Action... actions) {
    RunbookRun run =
        awaitRun(symptom, since, "calls a person", status -> status.state() == RunState.ESCALATED);
    assertFound(run, cause, actions);
    return run;
  }

  private void assertFound(RunbookRun run, Cause cause, Action... actions) {
    assertThat(run.getStatus().cause()).isEqualTo(cause);
    assertThat(actions(run)).containsExactly(actions);
    Bars.assertPrompt(this, run);
  }

  /** Writes down a run that is over, once the traffic flows again; it has lost nothing. */
  void record(TestInfo test, String fault, Instant broken, RunbookRun run, Traffic traffic) {
    traffic.awaitFlow();
    keep(test, Row.of(fault, broken, this, run, traffic));
  }

  /** The same where calls went beside the traffic. */
  void record(
      TestInfo test, String fault, Instant broken, RunbookRun run, String calls, Traffic traffic) {
    traffic.awaitFlow();
    keep(test, Row.of(fault, broken, this, run, calls, traffic));
  }

  /** Writes down a row whose traffic has lost nothing. */
  static void keep(TestInfo test, Row row) {
    assertThat(row.lost()).as("acknowledged messages lost").isEqualTo("0");
    Results.add(test, row);
  }

  /** Waits until a guard has held back a run about a symptom that was detected after a moment. */
  RunbookRun awaitRefusal(Symptom symptom, Instant since, String guard) {
    return awaitRun(
        symptom,
        since,
        "is held back by guard " + guard,
        status -> status.refusals().stream().anyMatch(refusal -> refusal.guard().equals(guard)));
  }

  /** What was done in a run, in order. */
  static List<Action> actions(RunbookRun run) {
    return run.getStatus().steps().stream().map(RunStep::action).toList();
  }

  /** Server pods that are not going away, oldest first. */
  List<Pod> pods() {
    return client.pods().inNamespace(namespace).withLabel("app", NAME).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
        .toList();
  }

  /** Those of them that are ready. */
  List<Pod> readyPods() {
    return pods().stream().filter(Patient::ready).toList();
  }

  /** The pod of that name, if there is one. */
  Optional<Pod> pod(String name) {
    return Optional.ofNullable(client.pods().inNamespace(namespace).withName(name).get());
  }

  static boolean ready(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(
            condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  /** Host and port of one pod, reachable from here. */
  static String authority(Pod pod) {
    return pod.getStatus().getPodIP() + ":" + PORT;
  }

  /** The Service's name and port within the cluster. */
  String address() {
    return NAME + "." + namespace + ".svc.cluster.local:" + PORT;
  }

  /** What a person would read. */
  String story() {
    var text = new StringBuilder();
    text.append(
        cluster
            .kubectl("--namespace=" + namespace, "get", "rts,rbr,pods", "-o", "wide")
            .tryRun()
            .output());
    runs()
        .forEach(
            run ->
                text.append(run.getMetadata().getName())
                    .append(": ")
                    .append(run.getStatus() == null ? "" : run.getStatus().steps())
                    .append('\n'));
    return text.append("\nsymptoms: ").append(service().statusOrEmpty().symptoms()).toString();
  }
}
