package dev.realtime.operator.process;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running operator: reconcilers, leadership, probes and metrics under one life cycle. */
public final class OperatorProcess implements AutoCloseable {
  /** A resource whose reconciler names no time is looked at again after this one. */
  private static final Duration MAX_INTERVAL = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(OperatorProcess.class);

  private final OperatorSettings settings;
  private final KubernetesClient client;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collectors = new JvmGcMetrics();
  private final Leadership leadership;
  private final Operator operator;
  private final ManagementServer management;
  private final List<AutoCloseable> parts = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, BooleanSupplier> health = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Listens on the management port; reconciles nothing before {@link #start}.
   *
   * @param client closed with this
   * @param leaseLost called when the Lease was lost and nobody asked for it
   * @throws IOException if the management port cannot be listened on
   */
  public OperatorProcess(OperatorSettings settings, KubernetesClient client, Runnable leaseLost)
      throws IOException {
    this.settings = settings;
    this.client = client;
    leadership = new Leadership(settings, client, leaseLost);
    operator =
        new Operator(
            overrider -> {
              overrider
                  .withKubernetesClient(client)
                  .withCloseClientOnStop(false)
                  .withConcurrentReconciliationThreads(settings.threads())
                  .withConcurrentWorkflowExecutorThreads(settings.threads())
                  .withReconciliationTerminationTimeout(settings.shutdownTimeout())
                  .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(registry));
              if (settings.leaderElection()) {
                overrider.withLeaderElectionConfiguration(leadership.configuration());
              }
            });
    registerMeters();
    management = new ManagementServer(settings.port());
    management.get("/livez", this::live);
    management.get("/readyz", this::ready);
    management.get(
        "/metrics",
        settings.metricsAuthorization()
            ? new MetricsAccess(client, InstantSource.system())
            : ManagementServer.Guard.NONE,
        () ->
            new ManagementServer.Answer(
                200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape()));
  }

  private void registerMeters() {
    new JvmMemoryMetrics().bindTo(registry);
    collectors.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    Gauge.builder("realtime.operator.leading", () -> leading() ? 1 : 0)
        .description("1 if this replica reconciles, 0 if it stands by")
        .strongReference(true)
        .register(registry);
  }

  /** Adds a reconciler, scoped to the namespaces and the selector of the settings. */
  public <R extends HasMetadata> void register(Reconciler<R> reconciler) {
    operator.register(reconciler, this::scope);
  }

  private void scope(ControllerConfigurationOverrider<? extends HasMetadata> controller) {
    controller.withReconciliationMaxInterval(MAX_INTERVAL).withInformerListLimit(ApiClients.PAGE);
    if (settings.watchNamespaces().isEmpty()) {
      controller.watchingAllNamespaces();
    } else {
      controller.settingNamespaces(settings.watchNamespaces());
    }
    if (!settings.selector().isEmpty()) {
      controller.withLabelSelector(settings.selector());
    }
  }

  /** Closes this too, before the client, the last one added first. */
  public void closeWith(AutoCloseable part) {
    parts.add(part);
  }

  /** Liveness asks this too: false means that it sees nothing any more. */
  public void alsoHealthy(String part, BooleanSupplier healthy) {
    health.put(part, healthy);
  }

  /** Where other parts register their meters. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Where other parts serve more. */
  public ManagementServer management() {
    return management;
  }

  /** Whether this replica acts. */
  public boolean leading() {
    return operator.getRuntimeInfo().isStarted()
        && (leadership.leading() || !settings.leaderElection());
  }

  /**
   * Fills the caches and begins to reconcile, or to stand by.
   *
   * @throws io.javaoperatorsdk.operator.OperatorException if the API server cannot be reached, the
   *     CRDs are missing or a permission is
   */
  public void start() {
    leadership.prepare();
    HeapRest.begin().ifPresent(this::closeWith);
    operator.start();
  }

  private ManagementServer.Answer live() {
    if (!operator.getRuntimeInfo().isStarted()) {
      return ManagementServer.Answer.probe(true, "starting");
    }
    List<String> blind = new ArrayList<>();
    if (!operator.getRuntimeInfo().allEventSourcesAreHealthy()) {
      blind.add("informers " + operator.getRuntimeInfo().unhealthyEventSources());
    }
    health.forEach(
        (part, healthy) -> {
          if (!healthy.getAsBoolean()) {
            blind.add(part);
          }
        });
    return ManagementServer.Answer.probe(
        blind.isEmpty(), blind.isEmpty() ? "ok" : "do not watch: " + String.join(", ", blind));
  }

  private ManagementServer.Answer ready() {
    boolean ready = operator.getRuntimeInfo().isStarted() && !closed;
    return ManagementServer.Answer.probe(
        ready, ready ? (leading() ? "leading" : "standing by") : "starting or stopping");
  }

  /** Finishes what is being reconciled, gives leadership up and closes everything. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    leadership.stop();
    operator.stop();
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        log.error("Cannot close {}", part, e);
      }
    }
    leadership.release();
    management.close();
    collectors.close();
    client.close();
    log.info("Stopped");
  }
}
