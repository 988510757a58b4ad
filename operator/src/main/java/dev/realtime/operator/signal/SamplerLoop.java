package dev.realtime.operator.signal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the samplers of one service read when they are due, and keeps what they read. One that looks
 * at memory reads at once; another has a virtual thread of its own while it reads: if it hangs it
 * is interrupted after its timeout, and delays nobody else. Between two readings there is no
 * thread: of a thousand services they would take megabytes, and waking them more time than reading.
 */
public final class SamplerLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SamplerLoop.class);

  /** A tick that comes a little early is the one meant: the next is a second later. */
  private static final Duration EARLY = Duration.ofMillis(500);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Due> samplers;
  private final SeriesStore series;
  private final FactStore facts = new FactStore();
  private final Clock clock;
  private final Alerts alerts;
  private final LongSupplier nanos;
  private final AtomicLong news = new AtomicLong();

  /**
   * Reads nothing before the first tick.
   *
   * @param alerts that come in from outside
   * @param series where samples are kept
   * @param phase from 0 to 1: after which part of its time each sampler reads again the first time.
   *     All services are read when the operator starts; another phase of each spreads what follows
   */
  public SamplerLoop(
      List<Sampler> samplers, Alerts alerts, SeriesStore series, Clock clock, double phase) {
    this(samplers, alerts, series, clock, phase, System::nanoTime);
  }

  /**
   * The same.
   *
   * @param nanos by which readings are due: the clock of the readings may be set
   */
  SamplerLoop(
      List<Sampler> samplers,
      Alerts alerts,
      SeriesStore series,
      Clock clock,
      double phase,
      LongSupplier nanos) {
    this.samplers = samplers.stream().map(sampler -> new Due(sampler, phase)).toList();
    this.alerts = alerts;
    this.series = series;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** A sampler, and when it is to read again. */
  private static final class Due {
    private final Sampler sampler;
    private final AtomicBoolean reading = new AtomicBoolean();
    private final double phase;
    private boolean begun;
    private long next;

    Due(Sampler sampler, double phase) {
      this.sampler = sampler;
      this.phase = phase;
    }

    boolean at(long now) {
      return (!begun || now + EARLY.toNanos() - next >= 0) && !reading.get();
    }

    void begin(long now) {
      long interval = sampler.interval().toNanos();
      next = now + (begun ? interval : Math.round(interval * phase));
      begun = true;
    }
  }

  /** Has those read that are due; to be called about once a second, by one thread at a time. */
  public void tick() {
    if (threads.isShutdown()) {
      return;
    }
    long now = nanos.getAsLong();
    for (Due due : samplers) {
      if (due.at(now)) {
        due.begin(now);
        if (due.sampler.immediate()) {
          readAtOnce(due.sampler);
        } else {
          due.reading.set(true);
          threads.execute(() -> read(due));
        }
      }
    }
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

  private void readAtOnce(Sampler sampler) {
    try {
      keep(sampler, sampler.read(clock.instant()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failed(sampler, e);
    }
  }

  private void read(Due due) {
    try {
      readOnce(due.sampler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException e) {
      log.debug("Sampler {} ends: its service is looked at no more", due.sampler.name(), e);
    } finally {
      due.reading.set(false);
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
      failed(sampler, e.getCause());
    }
  }

  private void failed(Sampler sampler, @Nullable Throwable why) {
    news.incrementAndGet();
    log.warn("Sampler {} failed; its readings grow stale", sampler.name(), why);
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
