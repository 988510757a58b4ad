package dev.realtime.e2e.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.ProxyOverride;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Faults;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.cluster.TestNamespace;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.ImageCatalog;
import dev.realtime.e2e.image.ProjectImage;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Rows of the runbook whose cause is the application's database, or the application itself. */
@OnCluster(operator = true)
@Execution(ExecutionMode.CONCURRENT)
@Tag("rows")
class DependencyRowsIT {
  private static final String CACHED = "{proxies: [Rpc], cacheSeconds: 120, openCircuit: true}";

  @BeforeAll
  static void image(Cluster cluster) {
    cluster.importImage(
        ImageCatalog.standard(Directories.standard(), Progress.onTerminal())
            .build(ProjectImage.POSTGRES));
  }

  @Test
  void aLockedTableIsReportedWithWhatWaitsForIt(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      Database database = Database.start(client, namespace.name());
      backend.does(database::query);
      Patient patient = withDatabase(cluster, client, namespace, backend, "");
      try (Traffic traffic = Traffic.through(patient);
          RpcLoad load = new RpcLoad(patient, 6, 1);
          Connection holder = database.connect("postgres");
          Statement lock = holder.createStatement()) {
        awaitCalls(load);
        Instant broken = Instant.now();
        holder.setAutoCommit(false);
        lock.execute("lock table quotes in access exclusive mode");
        RunbookRun run =
            patient.awaitCall(Symptom.HIGH_LATENCY, broken, Cause.DATABASE_SLOW, Action.ESCALATE);
        assertThat(run.getStatus().evidence())
            .as("the statement that waits")
            .anyMatch(evidence -> evidence.text().contains("select count(*) from quotes"));
        holder.rollback();
        run = patient.awaitEnd(run);
        patient.record(
            test, "PostgreSQL is slow (a table is locked)", broken, run, load.effect(), traffic);
      }
    }
  }

  @Test
  void fewerCallsGoToADatabaseThatHasNoConnectionsLeft(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      Database database = Database.start(client, namespace.name());
      backend.does(database::query);
      // A server that tries on, instead of leaving the application alone for ten seconds.
      String persistent = ", breakerFailureRate: 100, breakerWindow: 10000";
      Patient patient = withDatabase(cluster, client, namespace, backend, persistent);
      try (Traffic traffic = Traffic.through(patient);
          RpcLoad load = new RpcLoad(patient, 6, 10)) {
        awaitCalls(load);
        Instant broken = Instant.now();
        backend.does(database::occupy);
        RunbookRun run =
            patient.awaitRepair(
                Symptom.HIGH_ERROR_RATE, broken, Cause.DATABASE_EXHAUSTED, Action.CAP_CONCURRENCY);
        assertThat(run.getStatus().plan().actions().getFirst().why())
            .containsPattern("of 20|53300");
        assertThat(patient.overrides().proxies())
            .extracting(ProxyOverride::concurrency)
            .containsExactly(3);
        patient.record(
            test, "PostgreSQL has no connections left", broken, run, load.effect(), traffic);
      }
    }
  }

  @Test
  void aStoppedDatabaseIsNamedAndAPersonCalled(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      Database database = Database.start(client, namespace.name());
      backend.does(database::query);
      Patient patient = withDatabase(cluster, client, namespace, backend, "");
      try (Traffic traffic = Traffic.through(patient);
          RpcLoad load = new RpcLoad(patient, 6, 1)) {
        awaitCalls(load);
        Instant broken = Instant.now();
        RunbookRun run;
        try (Faults.Fault _ =
            cluster.faults().suspend(namespace.name(), Database.POD, "postgres")) {
          run =
              patient.awaitCall(
                  Symptom.HIGH_ERROR_RATE,
                  broken,
                  Cause.DATABASE_UNREACHABLE,
                  Action.CAP_CONCURRENCY,
                  Action.ESCALATE);
        }

        assertThat(run.getStatus().plan().actions().getLast().why())
            .contains("database db cannot be reached");
        run = patient.awaitEnd(run);
        patient.record(test, "PostgreSQL hangs (SIGSTOP)", broken, run, load.effect(), traffic);
      }
    }
  }

  @Test
  void aDatabaseThatIsGoneIsNamedAndAPersonCalled(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      Database database = Database.start(client, namespace.name());
      backend.does(database::query);
      // By the pod's own address: what a Service without endpoints answers is rationed by the
      // kernel.
      String host = database.address();
      Patient patient = withDatabase(cluster, client, namespace, backend, host, "", 30);
      try (Traffic traffic = Traffic.through(patient);
          RpcLoad load = new RpcLoad(patient, 6, 1)) {
        awaitCalls(load);
        Instant broken = Instant.now();
        RunbookRun run;
        try (Killing _ = new Killing(cluster, namespace.name(), Database.POD, "postgres")) {
          run =
              patient.awaitCall(
                  Symptom.HIGH_ERROR_RATE,
                  broken,
                  Cause.DATABASE_UNREACHABLE,
                  Action.CAP_CONCURRENCY,
                  Action.ESCALATE);
        }
        assertThat(run.getStatus().plan().actions().getLast().why())
            .contains("database db cannot be reached")
            .containsIgnoringCase("refused");
        run = patient.awaitEnd(run);
        patient.record(
            test,
            "PostgreSQL is killed whenever it starts (connections are refused)",
            broken,
            run,
            load.effect(),
            traffic);
      }
    }
  }

  @Test
  void answersOfASlowApplicationAreServedAgain(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      Patient patient = Patient.admit(cluster, client, namespace, application(backend, CACHED));
      try (Traffic traffic = Traffic.through(patient);
          RpcLoad load = new RpcLoad(patient, 6, 1)) {
        awaitCalls(load);
        Instant broken = Instant.now();
        backend.does(Backend.takes(Duration.ofMillis(1600)), Backend.takes(Duration.ofMillis(800)));
        RunbookRun run =
            patient.awaitRepair(
                Symptom.HIGH_LATENCY, broken, Cause.DOWNSTREAM_SLOW, Action.CACHE_RESPONSES);
        assertThat(patient.overrides().proxies())
            .extracting(ProxyOverride::cacheSeconds)
            .containsExactly(120);
        patient.record(test, "The application answers slowly", broken, run, load.effect(), traffic);
      }
    }
  }

  @Test
  void aFailingApplicationIsAnsweredFor(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      Patient patient = Patient.admit(cluster, client, namespace, application(backend, CACHED));
      try (Traffic traffic = Traffic.through(patient);
          RpcLoad load = new RpcLoad(patient, 6, 1)) {
        awaitCalls(load);
        var calls = new AtomicInteger();
        Instant broken = Instant.now();
        // Every other call is answered: what is answered once can be served again.
        backend.does(
            () -> {
              if (calls.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("the application is broken");
              }
            },
            Backend.fails());
        RunbookRun run =
            patient.awaitRepair(
                Symptom.HIGH_ERROR_RATE, broken, Cause.DOWNSTREAM_FAILING, Action.CACHE_RESPONSES);
        assertThat(run.getStatus().plan().actions())
            .extracting(rung -> rung.action())
            .containsExactly(Action.CACHE_RESPONSES, Action.OPEN_CIRCUIT, Action.ESCALATE);
        patient.record(
            test, "The application fails every other call", broken, run, load.effect(), traffic);
      }
    }
  }

  @Test
  void callsToADeadApplicationAreStoppedAndFlowAgainWhenItIsWell(
      Cluster cluster, KubernetesClient client, TestNamespace namespace, TestInfo test)
      throws Exception {
    try (Backend backend = new Backend(cluster.plan().hostAddress())) {
      // No answers are kept, so there is nothing to serve instead.
      Patient patient =
          Patient.admit(
              cluster,
              client,
              namespace,
              application(backend, "{proxies: [Rpc], openCircuit: true}"));
      try (Traffic traffic = Traffic.through(patient);
          RpcLoad load = new RpcLoad(patient, 6, 1)) {
        awaitCalls(load);
        Instant broken = Instant.now();
        backend.does(Backend.fails(), Backend.fails());
        RunbookRun run =
            patient.awaitRun(
                Symptom.HIGH_ERROR_RATE,
                broken,
                "stopped the calls",
                status -> status.actedAt() != null);
        assertThat(patient.overrides().proxies())
            .extracting(ProxyOverride::circuitOpen)
            .containsExactly(true);
        await("calls to be refused without asking the application")
            .atMost(Patient.PATIENCE)
            .pollInterval(Duration.ofSeconds(3))
            .until(() -> askedMeanwhile(backend, Duration.ofSeconds(3)) == 0);
        assertThat(run.getStatus().open()).as("the application is not well yet").isTrue();
        backend.does(Backend.NOTHING);
        run =
            patient.awaitRepair(
                Symptom.HIGH_ERROR_RATE, broken, Cause.DOWNSTREAM_FAILING, Action.OPEN_CIRCUIT);
        patient.awaitService(
            "without overrides",
            service -> {
              Overrides overrides = service.statusOrEmpty().overrides();
              return overrides == null || overrides.proxies().isEmpty();
            });
        long answered = load.answered();
        await("calls to be answered by the application again")
            .atMost(Patient.PATIENCE)
            .until(() -> load.answered() > answered + 20);
        patient.record(
            test, "The application fails every call", broken, run, load.effect(), traffic);
      }
    }
  }

  private static int askedMeanwhile(Backend backend, Duration time) throws InterruptedException {
    int before = backend.calls();
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
    return backend.calls() - before;
  }

  private static void awaitCalls(RpcLoad load) {
    await("calls to be answered").atMost(Patient.PATIENCE).until(() -> load.answered() > 20);
  }

  private static Patient withDatabase(
      Cluster cluster,
      KubernetesClient client,
      TestNamespace namespace,
      Backend backend,
      String settings) {
    String host = "db." + namespace.name() + ".svc";
    return withDatabase(cluster, client, namespace, backend, host, settings, 120);
  }

  private static Patient withDatabase(
      Cluster cluster,
      KubernetesClient client,
      TestNamespace namespace,
      Backend backend,
      String host,
      String settings,
      int verifySeconds) {
    Database.credentials(client, namespace.name());
    return Patient.admit(
        cluster,
        client,
        namespace,
        """
        replicas: 1
        broker: Memory
        redis: null
        server: {proxy: {rpc: {url: "%s", timeout: 3s, cacheMethods: [quote]%s}}}
        dependencies:
          - name: db
            postgresql:
              host: %s
              database: postgres
              username: {name: db-login, key: user}
              password: {name: db-login, key: password}
              sslMode: disable
            slowMillis: 500
            intervalSeconds: 2
            policy: {proxies: [Rpc], concurrencyCap: 3}
        runbook:
          actions: [{action: CapConcurrency, verifySeconds: %d}]
        """
            .formatted(backend.url("/rpc"), settings, host, verifySeconds));
  }

  private static String application(Backend backend, String policy) {
    return """
        replicas: 1
        broker: Memory
        redis: null
        server: {proxy: {rpc: {url: "%s", timeout: 3s, cacheMethods: [quote]}}}
        dependencies:
          - name: backend
            http: {url: "%s"}
            slowMillis: 500
            intervalSeconds: 2
            policy: %s
        """
        .formatted(backend.url("/rpc"), backend.url("/health"), policy);
  }
}
