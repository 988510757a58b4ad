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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Looks at one service once a second, or less often while it is well and what is read of it stays
 * as it is. The looks have a virtual thread each, and there is none between them: waking a thread
 * for each service every second would take more time than the looks. Its samplers are made anew
 * when the spec changes; what they had measured goes with them, for it was measured of another
 * service.
 */
final class ServiceLoop {
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** What has been read grows old: that is seen after a reading's time, or so long at most. */
  private static final Duration AT_REST = Duration.ofSeconds(30);

  /** The console shows an hour. */
  private static final Duration HORIZON = Duration.ofMinutes(65);

  /** The console's finest chart has a quarter of it. */
  private static final Duration DENSE = Duration.ofMinutes(16);

  private static final int PHASES = 1000;

  private static final Logger log = LoggerFactory.getLogger(ServiceLoop.class);

  private final String key;
  private final String uid;
  private final Function<RealtimeService, List<Sampler>> samplers;
  private final Alerts alerts;
  private final ServiceRunbook runbook;
  private final Clock clock;

  private @Nullable RealtimeServiceSpec sampled;
  private @Nullable SamplerLoop loop;

  /** The look that was begun last. What it leaves behind is read when it has ended. */
  private @Nullable Thread look;

  private @Nullable RealtimeService looked;
  private long newsLookedAt;
  private volatile @Nullable Observations latest;

  ServiceLoop(
      String key,
      String uid,
      Function<RealtimeService, List<Sampler>> samplers,
      Alerts alerts,
      ServiceRunbook runbook,
      Clock clock) {
    this.key = key;
    this.uid = uid;
    this.samplers = samplers;
    this.alerts = alerts;
    this.runbook = runbook;
    this.clock = clock;
  }

  /** Uid of the one service this loop is about. */
  String uid() {
    return uid;
  }

  /** Whether the service has a symptom, or has had the first signs of one for so long. */
  boolean troubled(Instant now, Duration signs) {
    return runbook.troubled(now, signs);
  }

  /** What was seen at the last look. */
  Optional<Observations> latest() {
    return Optional.ofNullable(latest);
  }

  /**
   * Has read what is due, and begins to look if there is anything new, or it is time; to be called
   * once a second, always by the same thread. While a look goes on no other begins.
   */
  void tick(RealtimeService service) {
    try {
      boolean looking = looking();
      SamplerLoop samplers = loop == null || !looking ? samplersOf(service) : loop;
      samplers.tick();
      if (!looking && due(service, samplers)) {
        look = Thread.ofVirtual().name("runbook-" + key).start(() -> look(service, samplers));
      }
    } catch (RuntimeException e) {
      log.error("{}: the runbook cannot look; trying again in {}", key, EVERY, e);
    }
  }

  private boolean looking() {
    Thread last = look;
    return last != null && last.isAlive();
  }

  private boolean due(RealtimeService service, SamplerLoop samplers) {
    return samplers.news() != newsLookedAt
        || !service.equals(looked)
        || !atRest(ServiceViews.of(service));
  }

  private void look(RealtimeService service, SamplerLoop samplers) {
    // The same names as in the lines of a reconcile: logs are searched by them.
    MDC.put("resource.namespace", service.getMetadata().getNamespace());
    MDC.put("resource.name", service.getMetadata().getName());
    MDC.put("resource.kind", "RealtimeService");
    try {
      long news = samplers.news();
      Observations now = samplers.observations();
      latest = now;
      looked = null;
      runbook.tick(ServiceViews.of(service), now);
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
      running = new SamplerLoop(samplers.apply(service), alerts, series(service), clock, phase());
      loop = running;
      newsLookedAt = -1;
      sampled = service.getSpec();
    }
    return running;
  }

  /** Of each service another, and of one always the same. */
  private double phase() {
    return Math.floorMod(uid.hashCode(), PHASES) / (double) PHASES;
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

  /**
   * Reads no more, and interrupts a look that goes on.
   *
   * @return whether none goes on any more
   */
  boolean end() {
    SamplerLoop last = loop;
    if (last != null) {
      last.close();
    }
    Thread begun = look;
    if (begun != null) {
      begun.interrupt();
    }
    return !looking();
  }

  /** Waits for a look: a write in progress is finished before another leader may begin. */
  void awaitEnd() {
    Thread begun = look;
    if (begun != null) {
      Threads.join(begun, Duration.ofSeconds(10));
    }
  }
}
