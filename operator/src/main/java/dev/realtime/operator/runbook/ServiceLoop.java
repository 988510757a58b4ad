package dev.realtime.operator.runbook;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceSpec;
import dev.realtime.api.v1alpha1.runbook.Thresholds;
import dev.realtime.operator.incident.ServiceRunbook;
import dev.realtime.operator.incident.ServiceView;
import dev.realtime.operator.incident.ServiceViews;
import dev.realtime.operator.signal.Alerts;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.Sampler;
import dev.realtime.operator.signal.SamplerLoop;
import dev.realtime.operator.signal.SeriesStore;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Looks at one service every second, on a virtual thread of its own; less often while it is well
 * and what is read of it stays as it is. Its samplers are made anew when the spec changes; what
 * they had measured goes with them, for it was measured of another service.
 */
final class ServiceLoop implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** What has been read grows old: that is seen after a reading's time, or so long at most. */
  private static final Duration AT_REST = Duration.ofSeconds(30);

  /** The console shows an hour. */
  private static final Duration HORIZON = Duration.ofMinutes(65);

  /** The console's finest chart has a quarter of it. */
  private static final Duration DENSE = Duration.ofMinutes(16);

  private static final Logger log = LoggerFactory.getLogger(ServiceLoop.class);

  private final String key;
  private final String uid;
  private final Supplier<Optional<RealtimeService>> current;
  private final Function<RealtimeService, List<Sampler>> samplers;
  private final Alerts alerts;
  private final ServiceRunbook runbook;
  private final Clock clock;
  private final Thread thread;

  private @Nullable RealtimeServiceSpec sampled;
  private @Nullable SamplerLoop loop;
  private @Nullable RealtimeService looked;
  private long newsLookedAt;
  private volatile @Nullable Observations latest;

  ServiceLoop(
      String key,
      String uid,
      Supplier<Optional<RealtimeService>> current,
      Function<RealtimeService, List<Sampler>> samplers,
      Alerts alerts,
      ServiceRunbook runbook,
      Clock clock) {
    this.key = key;
    this.uid = uid;
    this.current =
        () -> current.get().filter(service -> service.getMetadata().getUid().equals(uid));
    this.samplers = samplers;
    this.alerts = alerts;
    this.runbook = runbook;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("runbook-" + key).unstarted(this::run);
  }

  /** Uid of the one service this loop is about. */
  String uid() {
    return uid;
  }

  /** Whether the service has a symptom, or has had the first signs of one for so long. */
  boolean troubled(Instant now, Duration signs) {
    return runbook.troubled(now, signs);
  }

  void start() {
    thread.start();
  }

  /** What was seen at the last look. */
  Optional<Observations> latest() {
    return Optional.ofNullable(latest);
  }

  private void run() {
    // The same names as in the lines of a reconcile: logs are searched by them.
    int slash = key.indexOf('/');
    MDC.put("resource.namespace", key.substring(0, slash));
    MDC.put("resource.name", key.substring(slash + 1));
    MDC.put("resource.kind", "RealtimeService");
    try {
      while (!Thread.currentThread().isInterrupted()) {
        current.get().ifPresent(this::look);
        Thread.sleep(EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      SamplerLoop last = loop;
      if (last != null) {
        last.close();
      }
    }
  }

  private void look(RealtimeService service) {
    try {
      SamplerLoop samplers = samplersOf(service);
      long news = samplers.news();
      ServiceView view = ServiceViews.of(service);
      if (news == newsLookedAt && service.equals(looked) && atRest(view)) {
        return;
      }
      Observations now = samplers.observations();
      latest = now;
      looked = null;
      runbook.tick(view, now);
      looked = service;
      newsLookedAt = news;
    } catch (KubernetesClientException e) {
      // Nothing is lost: all that counts is in the cluster, and is read again a second later.
      log.warn("{}: the API server refused; looking again in {}", key, EVERY, e);
    } catch (RuntimeException e) {
      log.error("{}: the runbook failed; looking again in {}", key, EVERY, e);
    }
  }

  private boolean atRest(ServiceView view) {
    Observations last = latest;
    Duration interval = Duration.ofSeconds(view.monitoring().intervalSeconds());
    Duration rest = interval.compareTo(AT_REST) > 0 ? AT_REST : interval;
    return last != null && clock.instant().isBefore(last.at().plus(rest)) && !runbook.busy(view);
  }

  private SamplerLoop samplersOf(RealtimeService service) {
    SamplerLoop running = loop;
    if (running == null || !service.getSpec().equals(sampled)) {
      if (running != null) {
        running.close();
      }
      running = new SamplerLoop(samplers.apply(service), alerts, series(service), clock);
      loop = running;
      newsLookedAt = -1;
      sampled = service.getSpec();
    }
    return running;
  }

  /** Detection looks back for a hold time, and needs every reading of it. */
  private static SeriesStore series(RealtimeService service) {
    Thresholds thresholds = service.getSpec().runbook().thresholds();
    int longest =
        IntStream.of(
                thresholds.errorRate().holdSeconds(),
                thresholds.latency().holdSeconds(),
                thresholds.availability().holdSeconds(),
                thresholds.overload().holdSeconds())
            .max()
            .orElse(0);
    Duration windows = Duration.ofSeconds(2L * longest);
    Duration dense = windows.compareTo(DENSE) > 0 ? windows : DENSE;
    return new SeriesStore(dense.compareTo(HORIZON) > 0 ? dense : HORIZON, dense);
  }

  @Override
  public void close() {
    thread.interrupt();
    // A write in progress is finished before another leader may begin.
    Threads.join(thread, Duration.ofSeconds(10));
  }
}
