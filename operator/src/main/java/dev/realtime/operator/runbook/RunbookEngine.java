package dev.realtime.operator.runbook;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.guard.Fleet;
import dev.realtime.operator.guard.Guards;
import dev.realtime.operator.guard.StormGuard;
import dev.realtime.operator.incident.GiveBackMachine;
import dev.realtime.operator.incident.KubernetesWorkspace;
import dev.realtime.operator.incident.LeftRuns;
import dev.realtime.operator.incident.RunListener;
import dev.realtime.operator.incident.RunMachine;
import dev.realtime.operator.incident.ServiceRunbook;
import dev.realtime.operator.incident.ServiceView;
import dev.realtime.operator.notify.Outbox;
import dev.realtime.operator.reconcile.Names;
import dev.realtime.operator.reconcile.ServiceObjects;
import dev.realtime.operator.signal.Alerts;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.ObservedServices;
import dev.realtime.operator.signal.PodUses;
import dev.realtime.operator.signal.RedisSightings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the runbook of every service while this replica leads. */
public final class RunbookEngine implements AutoCloseable, ObservedServices {
  private static final Duration EVERY = Duration.ofSeconds(1);

  /**
   * Services that fail together fire within a few readings of each other. Half of the shortest
   * usual hold time: the others are seen before the first of them may act.
   */
  private static final Duration FIRST_SIGNS = Duration.ofSeconds(5);

  private static final Duration RECENT = Duration.ofMinutes(15);
  private static final Logger log = LoggerFactory.getLogger(RunbookEngine.class);

  private final RunbookCaches caches;
  private final ServiceCaches watched;
  private final SecretStore secrets;
  private final BooleanSupplier leading;
  private final SamplerFactory samplers;
  private final KubernetesWorkspace workspace;
  private final LeftRuns left;
  private final AtomicBoolean settling = new AtomicBoolean();
  private final RunListener listener;
  private final Clock clock;
  private final HttpClient http;
  private final Outbox outbox;
  private final Map<String, ServiceLoop> loops = new ConcurrentHashMap<>();
  private final Map<String, Alerts> alerts = new ConcurrentHashMap<>();
  private final Thread thread;

  /**
   * @param namespaces whose services are looked after; empty for all
   * @param objects the services, and what they are made of; read from {@link #start} on
   * @param ours whether no other operator looks after a service
   * @param leading whether this replica may act
   * @param listener hears of everything that is written about runs
   * @param notifications hears of each notification that was delivered, or never will be
   * @param redis hears of each reading of each Redis
   */
  public RunbookEngine(
      KubernetesClient client,
      Set<String> namespaces,
      ServiceObjects objects,
      Predicate<RealtimeService> ours,
      BooleanSupplier leading,
      RunListener listener,
      Consumer<Outbox.Outcome> notifications,
      RedisSightings redis,
      Clock clock) {
    this.caches = new RunbookCaches(client, namespaces, objects, ours);
    this.leading = leading;
    this.listener = listener;
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            // Its own would have a thread, and its stack, for each of the answers of a moment.
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .connectTimeout(Duration.ofSeconds(3))
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.watched = new ServiceCaches(client, namespaces, objects);
    this.secrets = new SecretStore(client, watched, clock);
    this.outbox = new Outbox(http, Outbox.Patience.DEFAULT, clock, notifications);
    this.samplers =
        new SamplerFactory(
            client,
            watched,
            new PodUses(client, namespaces, Map.of(Names.MANAGED_BY, Names.OPERATOR)),
            secrets,
            caches::status,
            http,
            redis,
            clock);
    this.workspace =
        new KubernetesWorkspace(
            client,
            caches::runs,
            service ->
                new ServicePods(client, watched, service.namespace(), service.name())
                    .logs(clock.instant()));
    this.left = new LeftRuns(client, workspace);
    this.thread = Thread.ofVirtual().name("runbook").unstarted(this::run);
  }

  /** Fills the caches and begins to look after services as soon as this replica leads. */
  public void start() {
    caches.start();
    watched.start();
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        lookAround();
        Thread.sleep(EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      loops.values().forEach(ServiceLoop::end);
      // Interrupted, this thread would not wait for them.
      boolean interrupted = Thread.interrupted();
      loops.values().forEach(ServiceLoop::awaitEnd);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whatever fails here, the next look is taken: without it, new services would stay alone. */
  private void lookAround() {
    try {
      adjust();
    } catch (RuntimeException e) {
      log.error("Services cannot be listed for the runbook; looking again in {}", EVERY, e);
    }
  }

  /** One loop for each service while leading, none otherwise; and each of them is ticked. */
  private void adjust() {
    Map<String, RealtimeService> wanted = leading.getAsBoolean() ? caches.services() : Map.of();
    loops
        .entrySet()
        .removeIf(
            entry -> {
              RealtimeService service = wanted.get(entry.getKey());
              // One of the same name that was made anew is another service, with no past.
              boolean gone =
                  service == null || !service.getMetadata().getUid().equals(entry.getValue().uid());
              boolean ended = gone && entry.getValue().end();
              if (ended) {
                alerts.remove(entry.getKey());
              }
              return ended;
            });
    wanted.forEach(
        (key, service) -> {
          // Before it has been reconciled there is nothing to look at.
          if (!service.statusOrEmpty().conditions().isEmpty()) {
            ServiceLoop loop = loops.computeIfAbsent(key, _ -> begin(key, service));
            if (loop.uid().equals(service.getMetadata().getUid())) {
              loop.tick(service);
            }
          }
        });
    Instant now = clock.instant();
    if (leading.getAsBoolean() && left.due(now) && settling.compareAndSet(false, true)) {
      Thread.ofVirtual().name("left-runs").start(() -> settle(wanted.keySet(), now));
    }
  }

  /** Asks the API server, for which the services do not wait. */
  private void settle(Set<String> known, Instant now) {
    try {
      left.look(caches.allRuns(), known, now);
    } catch (RuntimeException e) {
      log.error("Records of deleted services cannot be settled; trying again later", e);
    } finally {
      settling.set(false);
    }
  }

  private ServiceLoop begin(String key, RealtimeService service) {
    log.info("{}: the runbook begins to look after it", key);
    var guards = new Guards(StormGuard.DEFAULT);
    var runbook =
        new ServiceRunbook(
            workspace,
            new RunMachine(guards),
            new GiveBackMachine(guards),
            this::fleet,
            listener,
            this::announce);
    return new ServiceLoop(
        key, service.getMetadata().getUid(), samplers::of, alertsOf(key), runbook, clock);
  }

  private Alerts alertsOf(String key) {
    return alerts.computeIfAbsent(key, _ -> new Alerts());
  }

  /** Whether its caches follow the API server; a moment without is a reconnect. */
  public boolean watching() {
    return caches.watching() && watched.watching();
  }

  @Override
  public Optional<Observations> latest(String namespace, String service) {
    return Optional.ofNullable(loops.get(namespace + "/" + service)).flatMap(ServiceLoop::latest);
  }

  /** Takes the alerts of an Alertmanager; to be served under {@link AlertWebhook#PATH}. */
  public AlertWebhook alertWebhook() {
    return new AlertWebhook(
        (namespace, name) ->
            caches
                .service(namespace, name)
                .map(
                    service ->
                        new AlertWebhook.Recipient(
                            service.getSpec().monitoring().alertWebhook(),
                            new Secrets(secrets, namespace),
                            alertsOf(namespace + "/" + name))),
        leading,
        clock);
  }

  /** The services looked after, from the cache. */
  public Collection<RealtimeService> services() {
    return caches.services().values();
  }

  /** The runs of a service, from the cache. */
  public List<RunbookRun> runs(String namespace, String service) {
    return caches.runs(namespace, service);
  }

  private List<String> announce(ServiceView service, RunbookRun run) {
    return outbox.offer(
        run,
        service.receivers(),
        service.monitoring().links(),
        new Secrets(secrets, service.namespace()));
  }

  /**
   * Opened incidents, and services about to open one: when all fail at once, the first to act would
   * otherwise see nobody in trouble but itself.
   */
  private Fleet fleet() {
    Instant now = clock.instant();
    Instant from = now.minus(RECENT);
    Map<String, RealtimeService> services = caches.services();
    List<Fleet.Opened> opened =
        caches
            .allRuns()
            .filter(run -> run.getSpec().procedure() == Procedure.REPAIR)
            .filter(run -> run.getStatus() != null)
            .filter(run -> isOf(services.get(serviceOf(run)), run))
            .filter(run -> run.getStatus().detectedAt().isAfter(from))
            .map(run -> new Fleet.Opened(serviceOf(run), run.getStatus().detectedAt()))
            .toList();
    List<Fleet.Opened> begun =
        loops.entrySet().stream()
            .filter(loop -> loop.getValue().troubled(now, FIRST_SIGNS))
            .map(loop -> new Fleet.Opened(loop.getKey(), now))
            .toList();
    return new Fleet(services.size(), Stream.concat(opened.stream(), begun.stream()).toList());
  }

  private static boolean isOf(@Nullable RealtimeService service, RunbookRun run) {
    String uid = run.getStatus().serviceUid();
    return service != null && (uid == null || uid.equals(service.getMetadata().getUid()));
  }

  private static String serviceOf(RunbookRun run) {
    return run.getMetadata().getNamespace() + "/" + run.getSpec().service();
  }

  @Override
  public void close() {
    thread.interrupt();
    Threads.join(thread, Duration.ofSeconds(15));
    outbox.close();
    watched.close();
    caches.close();
    http.shutdownNow();
  }
}
