package dev.realtime.operator.signal;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the samplers of one service, each on a virtual thread and a schedule of its own, and keeps
 * what they read. A sampler that hangs is interrupted after its timeout and delays nobody else.
 */
public final class SamplerLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SamplerLoop.class);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SeriesStore series;
  private final FactStore facts = new FactStore();
  private final Clock clock;
  private final Alerts alerts;

  /**
   * Begins to sample at once.
   *
   * @param alerts that come in from outside
   * @param series where samples are kept
   */
  public SamplerLoop(List<Sampler> samplers, Alerts alerts, SeriesStore series, Clock clock) {
    this.alerts = alerts;
    this.series = series;
    this.clock = clock;
    samplers.forEach(sampler -> threads.execute(() -> run(sampler)));
  }

  /** Everything known now. */
  public Observations observations() {
    Instant now = clock.instant();
    return new Observations(series.view(now), facts.facts().with(alerts.firing(now)), now);
  }

  private void run(Sampler sampler) {
    try {
      while (!threads.isShutdown()) {
        long begin = System.nanoTime();
        readOnce(sampler);
        long left = sampler.interval().toNanos() - (System.nanoTime() - begin);
        TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readOnce(Sampler sampler) throws InterruptedException {
    Future<Batch> reading = threads.submit(() -> sampler.read(clock.instant()));
    try {
      Batch batch = reading.get(sampler.timeout().toMillis(), TimeUnit.MILLISECONDS);
      series.add(batch.samples());
      batch.facts().forEach(fact -> fact.accept(facts));
    } catch (TimeoutException e) {
      reading.cancel(true);
      log.warn("Sampler {} was given up after {}", sampler.name(), sampler.timeout());
    } catch (ExecutionException e) {
      log.warn("Sampler {} failed; its readings grow stale", sampler.name(), e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
