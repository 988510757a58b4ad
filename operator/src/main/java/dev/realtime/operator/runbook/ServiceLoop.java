package dev.realtime.operator.runbook;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceSpec;
import dev.realtime.operator.incident.ServiceRunbook;
import dev.realtime.operator.incident.ServiceViews;
import dev.realtime.operator.signal.Alerts;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.Sampler;
import dev.realtime.operator.signal.SamplerLoop;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at one service every second, on a virtual thread of its own. Its samplers are made anew
 * when the spec changes; what they had measured goes with them, for it was measured of another
 * service.
 */
final class ServiceLoop implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** Hold times are at most an hour, and windows at most as long. */
  private static final Duration HORIZON = Duration.ofMinutes(70);

  private static final Logger log = LoggerFactory.getLogger(ServiceLoop.class);

  private final String key;
  private final Supplier<Optional<RealtimeService>> current;
  private final Function<RealtimeService, List<Sampler>> samplers;
  private final Alerts alerts;
  private final ServiceRunbook runbook;
  private final Clock clock;
  private final Thread thread;

  private @Nullable RealtimeServiceSpec sampled;
  private volatile @Nullable SamplerLoop loop;

  ServiceLoop(
      String key,
      Supplier<Optional<RealtimeService>> current,
      Function<RealtimeService, List<Sampler>> samplers,
      Alerts alerts,
      ServiceRunbook runbook,
      Clock clock) {
    this.key = key;
    this.current = current;
    this.samplers = samplers;
    this.alerts = alerts;
    this.runbook = runbook;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("runbook-" + key).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
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

  /** What is measured now; empty before the first look. */
  Optional<Observations> observations() {
    return Optional.ofNullable(loop).map(SamplerLoop::observations);
  }

  private void look(RealtimeService service) {
    try {
      runbook.tick(ServiceViews.of(service), samplersOf(service).observations());
    } catch (KubernetesClientException e) {
      // Nothing is lost: all that counts is in the cluster, and is read again a second later.
      log.warn("{}: the API server refused; looking again in {}", key, EVERY, e);
    } catch (RuntimeException e) {
      log.error("{}: the runbook failed; looking again in {}", key, EVERY, e);
    }
  }

  private SamplerLoop samplersOf(RealtimeService service) {
    SamplerLoop running = loop;
    if (running == null || !service.getSpec().equals(sampled)) {
      if (running != null) {
        running.close();
      }
      running = new SamplerLoop(samplers.apply(service), alerts, HORIZON, clock);
      loop = running;
      sampled = service.getSpec();
    }
    return running;
  }

  @Override
  public void close() {
    thread.interrupt();
    // A write in progress is finished before another leader may begin.
    Threads.join(thread, Duration.ofSeconds(10));
  }
}
