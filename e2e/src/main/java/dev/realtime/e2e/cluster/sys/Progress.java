package dev.realtime.e2e.cluster.sys;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells the person at the terminal what is going on: each line begins with the seconds since the
 * start. May be used by several threads.
 */
public final class Progress {
  /** A step that takes longer says so this often, in seconds. */
  private static final int HEARTBEAT_SECONDS = 15;

  private static final ScheduledExecutorService HEARTBEAT =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("progress").factory());

  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final long start;

  public Progress(PrintStream out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** Writes to standard error, so that the output of a command stays clean. */
  public static Progress onTerminal() {
    return new Progress(System.err, System::nanoTime);
  }

  /** One line. */
  public void say(String text) {
    out.println("[%4ds] %s".formatted(seconds(start), text));
  }

  /** A step that has begun. Closing it says how long it took. */
  public interface Step extends AutoCloseable {
    @Override
    void close();
  }

  /** Says that something begins, repeats it while it lasts, and says how long it took. */
  public Step begin(String text) {
    long began = nanoTime.getAsLong();
    say(text + " ...");
    ScheduledFuture<?> beat =
        HEARTBEAT.scheduleAtFixedRate(
            () -> say(text + " ... " + shown(began)),
            HEARTBEAT_SECONDS,
            HEARTBEAT_SECONDS,
            TimeUnit.SECONDS);
    return () -> {
      beat.cancel(false);
      say(text + ": " + shown(began));
    };
  }

  private long seconds(long since) {
    return TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - since);
  }

  private String shown(long since) {
    Duration took = Duration.ofNanos(nanoTime.getAsLong() - since);
    return took.toMinutes() > 0
        ? "%d min %02d s".formatted(took.toMinutes(), took.toSecondsPart())
        : "%d.%d s".formatted(took.toSeconds(), took.toMillisPart() / 100);
  }
}
