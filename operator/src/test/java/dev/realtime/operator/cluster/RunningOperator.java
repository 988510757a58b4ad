package dev.realtime.operator.cluster;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.operator.incident.RunListener;
import dev.realtime.operator.process.OperatorProcess;
import dev.realtime.operator.process.OperatorSettings;
import dev.realtime.operator.reconcile.RealtimeServiceReconciler;
import dev.realtime.operator.reconcile.RedisWatch;
import dev.realtime.operator.reconcile.ServiceObjects;
import dev.realtime.operator.runbook.RunbookEngine;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.ObservedServices;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RedisSightings;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.SeriesStore;
import dev.realtime.operator.signal.Signal;
import dev.realtime.operator.status.ServiceStates;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One operator against the {@link ApiServer}, for all tests of this JVM. */
public final class RunningOperator {
  private static final String AGENT = "operator-under-test";
  private static final Pattern WRITE =
      Pattern.compile("\"verb\":\"(create|update|patch|delete|deletecollection)\"");

  /** Not made while the class is initialised: its threads use the class. */
  private static RunningOperator running;

  private final OperatorSettings settings =
      OperatorSettings.from(
          Map.of(
              "REALTIME_SERVER_IMAGE", "realtime.dev/server:test",
              "REALTIME_REDIS_IMAGE", "realtime.dev/redis:test",
              "LEADER_ELECTION", "false",
              "MANAGEMENT_PORT", "0"));
  private final Map<String, Observations> seen = new ConcurrentHashMap<>();
  private final ObservedServices observed =
      (namespace, service) -> Optional.ofNullable(seen.get(namespace + "/" + service));
  private final ServiceObjects objects = new ServiceObjects();
  private final RedisWatch redis = new RedisWatch();
  private final OperatorProcess process;

  private RunningOperator() {
    try {
      process = new OperatorProcess(settings, ApiServer.running().client(AGENT), () -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process.register(new RealtimeServiceReconciler(settings, observed, redis, objects));
    new ServiceStates(objects::services).bindTo(process.registry());
    process.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::close));
  }

  /** The one that runs. */
  public static synchronized RunningOperator running() {
    if (running == null) {
      running = new RunningOperator();
    }
    return running;
  }

  /** The runbook of the services of one namespace, which the operator itself runs for none. */
  public static RunbookEngine runbook(Space space, KubernetesClient client, RunListener listener) {
    return new RunbookEngine(
        client,
        Set.of(space.name()),
        running().objects,
        service -> service.getMetadata().getNamespace().equals(space.name()),
        () -> true,
        listener,
        _ -> {},
        RedisSightings.NONE,
        Clock.systemUTC());
  }

  /** Requests by which the operator changed something in the namespace, from the audit log. */
  public List<String> writes(String namespace) {
    return ApiServer.running().audited().stream()
        .filter(line -> line.contains("\"userAgent\":\"" + AGENT + "\""))
        .filter(line -> line.contains("\"namespace\":\"" + namespace + "\""))
        .filter(line -> WRITE.matcher(line).find())
        .toList();
  }

  /** What its liveness probe answers. */
  public String liveness() {
    return get("/livez");
  }

  /** Its metrics. */
  public String metrics() {
    return get("/metrics");
  }

  private String get(String path) {
    URI probe = URI.create("http://127.0.0.1:" + process.management().port() + path);
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(probe).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** From now on the pods of a service report these connections. */
  public void connections(String namespace, String service, Map<String, Long> byPod) {
    Instant now = Instant.now();
    SeriesStore store = new SeriesStore(Duration.ofHours(1));
    store.add(
        byPod.entrySet().stream()
            .map(pod -> Sample.of(Signal.CONNECTIONS, pod.getKey(), pod.getValue(), now))
            .toList());
    seen.put(namespace + "/" + service, new Observations(store.view(now), Facts.none(), now));
  }

  /**
   * The operator's own connection to a service's Redis sees this now.
   *
   * @param problem why it does not answer; null: it does
   */
  public void redis(RealtimeService service, @Nullable String problem) {
    redis.seen(
        service,
        new Fact.Known<>(
            new RedisFact(false, problem == null, problem, 1, null, null, List.of(), List.of()),
            Instant.now()));
  }

  /** Its settings. */
  public OperatorSettings settings() {
    return settings;
  }

  /** Reconciles that have ended well, of all services. */
  public double reconciles() {
    return process.registry().find("operator.sdk.reconciliations.success").counters().stream()
        .mapToDouble(io.micrometer.core.instrument.Counter::count)
        .sum();
  }
}
