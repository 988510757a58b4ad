package dev.realtime.operator.signal;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the samplers of one service, each on a schedule of its own, and keeps what they read. A
 * sampler that hangs is interrupted after its timeout and delays nobody else. Between two readings
 * there is no thread: the stacks of those that sleep would be a tenth of what a service takes.
 */
public final class SamplerLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SamplerLoop.class);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SeriesStore series;
  private final FactStore facts = new FactStore();
  private final Clock clock;
  private final Alerts alerts;
  private final AtomicLong news = new AtomicLong();

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

  /**
   * Counts the readings that said something else than the ones before, or failed, and the changes
   * of alerts: the same number, the same knowledge, only older.
   */
  public long news() {
    return news.get() + facts.news() + alerts.news();
  }

  private void run(Sampler sampler) {
    try {
      long begin = System.nanoTime();
      readOnce(sampler);
      long left = sampler.interval().toNanos() - (System.nanoTime() - begin);
      CompletableFuture.delayedExecutor(Math.max(0, left), TimeUnit.NANOSECONDS, this::execute)
          .execute(() -> run(sampler));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException e) {
      log.debug("Sampler {} ends: its service is looked at no more", sampler.name(), e);
    }
  }

  private void execute(Runnable reading) {
    if (!threads.isShutdown()) {
      threads.execute(reading);
    }
  }

  private void readOnce(Sampler sampler) throws InterruptedException {
    Future<Batch> reading = threads.submit(() -> sampler.read(clock.instant()));
    try {
      keep(sampler, reading.get(sampler.timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      reading.cancel(true);
      news.incrementAndGet();
      log.warn("Sampler {} was given up after {}", sampler.name(), sampler.timeout());
    } catch (ExecutionException e) {
      news.incrementAndGet();
      log.warn("Sampler {} failed; its readings grow stale", sampler.name(), e.getCause());
    }
  }

  /** Whatever fails here, the next reading is taken. */
  private void keep(Sampler sampler, Batch batch) {
    try {
      if (series.add(batch.samples())) {
        news.incrementAndGet();
      }
      batch.facts().forEach(fact -> fact.accept(facts));
    } catch (RuntimeException e) {
      log.error("What sampler {} read cannot be kept; reading again", sampler.name(), e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
