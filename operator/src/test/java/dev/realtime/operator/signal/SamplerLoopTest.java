package dev.realtime.operator.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SamplerLoopTest {
  private static final Duration OFTEN = Duration.ofMillis(10);
  private static final Batch NOTHING = new Batch(List.of(), List.of());

  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong();
  private boolean immediate;
  private Duration interval = OFTEN;
  private double phase = 1;
  private Duration timeout = Duration.ofMillis(200);
  private SamplerLoop loop;

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void readsAgainAndAgain() {
    begin(_ -> NOTHING);

    await().until(ticking(() -> calls.get() >= 3));
  }

  @Test
  void tellsWhatIsNewAndNotWhatIsReadAgain() {
    var endpoints = new AtomicInteger(2);
    begin(
        now -> {
          String why = "why " + endpoints.get();
          return new Batch(
              List.of(Sample.of(Signal.READY_ENDPOINTS, endpoints.get(), now)),
              List.of(store -> store.workload(new Fact.Unknown<>(why, now))));
        });
    await().until(ticking(() -> calls.get() >= 3));
    assertThat(loop.news()).as("a number and a fact").isEqualTo(2);

    endpoints.set(1);

    await().until(ticking(() -> loop.news() == 4));
  }

  @Test
  void aReadingThatFailsIsNews() {
    begin(
        _ -> {
          throw new IllegalStateException("fails");
        });

    await().until(ticking(() -> loop.news() >= 3));
  }

  @Test
  void readsNoMoreOnceItIsClosed() {
    begin(_ -> NOTHING);
    await().until(ticking(() -> calls.get() >= 1));

    loop.close();

    // One may have been on its way.
    await().during(Duration.ofMillis(300)).until(ticking(callsStandStill()));
  }

  @Test
  void readsAgainAfterAFailure() {
    begin(
        _ -> {
          if (calls.get() == 1) {
            throw new IllegalStateException("the first one fails");
          }
          return NOTHING;
        });

    await().until(ticking(() -> calls.get() >= 3));
  }

  @Test
  void oneThatHangsIsInterruptedAndReadAgain() {
    var interrupted = new CountDownLatch(1);
    begin(
        _ -> {
          if (calls.get() == 1) {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              interrupted.countDown();
            }
          }
          return NOTHING;
        });

    await().until(ticking(() -> interrupted.getCount() == 0 && calls.get() >= 3));
  }

  @Test
  void keepsWhatWasRead() {
    begin(now -> new Batch(List.of(Sample.of(Signal.READY_ENDPOINTS, 2, now)), List.of()));

    await()
        .until(
            ticking(
                () ->
                    !loop.observations()
                        .series()
                        .of(Signal.READY_ENDPOINTS, Sample.SERVICE)
                        .isEmpty()));
  }

  @Test
  void readsAgainThoughWhatWasReadCannotBeKept() {
    begin(
        _ ->
            new Batch(
                List.of(),
                List.of(
                    _ -> {
                      throw new IllegalStateException("cannot be kept");
                    })));

    await().until(ticking(() -> calls.get() >= 3));
  }

  @Test
  void readsWhenItIsDueAndNotAtEachTick() {
    immediate = true;
    interval = Duration.ofSeconds(5);
    begin(_ -> NOTHING);

    for (int second = 0; second < 5; second++) {
      loop.tick();
      nanos.addAndGet(Duration.ofMillis(1001).toNanos());
    }
    assertThat(calls).hasValue(1);

    loop.tick();
    assertThat(calls).hasValue(2);
  }

  @Test
  void aTickThatComesALittleEarlyIsTheOneThatIsMeant() {
    immediate = true;
    interval = Duration.ofSeconds(1);
    begin(_ -> NOTHING);
    loop.tick();

    nanos.addAndGet(Duration.ofMillis(990).toNanos());
    loop.tick();

    assertThat(calls).hasValue(2);
  }

  @Test
  void theFirstTimeIsAPartOfTheOthers() {
    immediate = true;
    interval = Duration.ofSeconds(10);
    phase = 0.3;
    begin(_ -> NOTHING);
    var at = new ArrayList<Integer>();

    for (int second = 0; second < 25; second++) {
      int before = calls.get();
      loop.tick();
      if (calls.get() > before) {
        at.add(second);
      }
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }

    assertThat(at).containsExactly(0, 3, 13, 23);
  }

  @Test
  void whatIsInMemoryIsReadByTheThreadThatTicks() {
    immediate = true;
    var reader = new AtomicReference<Thread>();
    begin(
        _ -> {
          reader.set(Thread.currentThread());
          return NOTHING;
        });

    loop.tick();

    assertThat(reader).hasValue(Thread.currentThread());
  }

  @Test
  void aReadingOfMemoryThatFailsIsNewsAndHurtsNobody() {
    immediate = true;
    begin(
        _ -> {
          throw new IllegalStateException("fails");
        });

    loop.tick();
    loop.tick();

    assertThat(loop.news()).isEqualTo(2);
  }

  @Test
  void oneThatStillReadsIsNotReadASecondTime() {
    timeout = Duration.ofMinutes(1);
    var release = new CountDownLatch(1);
    begin(
        _ -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return NOTHING;
        });
    await().until(ticking(() -> calls.get() == 1));

    await().during(Duration.ofMillis(200)).until(ticking(() -> calls.get() == 1));

    release.countDown();
    await().until(ticking(() -> calls.get() >= 2));
  }

  private Callable<Boolean> callsStandStill() {
    var last = new AtomicInteger(calls.get());
    return () -> last.getAndSet(calls.get()) == calls.get();
  }

  /** The same condition, with a tick before each look at it. */
  private Callable<Boolean> ticking(Callable<Boolean> condition) {
    return () -> {
      loop.tick();
      return condition.call();
    };
  }

  private void begin(Function<Instant, Batch> reading) {
    Sampler sampler =
        new Sampler() {
          @Override
          public String name() {
            return "test";
          }

          @Override
          public Duration interval() {
            return interval;
          }

          @Override
          public Duration timeout() {
            return timeout;
          }

          @Override
          public boolean immediate() {
            return immediate;
          }

          @Override
          public Batch read(Instant now) {
            calls.incrementAndGet();
            return reading.apply(now);
          }
        };
    loop =
        new SamplerLoop(
            List.of(sampler),
            new Alerts(),
            new SeriesStore(Duration.ofMinutes(1)),
            Clock.systemUTC(),
            phase,
            nanos::get);
  }
}
