package dev.realtime.server.broker.redis;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection: opens it, notices its loss, and opens the next one, at once after a
 * connection that had lasted and with growing, jittered pauses after failures.
 *
 * <p>Confined to the supervisor's thread.
 *
 * @param <C> kind of connection
 */
@SuppressWarnings({
  "FutureReturnValueIgnored",
  "ReferenceEquality"
}) // timers; one connection is itself alone
final class Kept<C extends Connection> {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  /** What becomes of the connection; called by the supervisor. */
  interface Events<C> {
    void up(C connection);

    /** It was lost, or an attempt to open it failed. */
    void down(String reason);
  }

  private final Supplier<CompletionStage<C>> opening;
  private final Events<C> events;
  private final ScheduledExecutorService supervisor;
  private final RandomGenerator random;
  private final long maxPauseMillis;

  private @Nullable C current;
  private boolean opens;
  private boolean closed;
  private boolean openAgain;
  private int failures;
  private long upSince;

  Kept(
      Supplier<CompletionStage<C>> opening,
      Events<C> events,
      ScheduledExecutorService supervisor,
      RandomGenerator random,
      Duration maxPause) {
    this.opening = opening;
    this.events = events;
    this.supervisor = supervisor;
    this.random = random;
    this.maxPauseMillis = maxPause.toMillis();
  }

  @Nullable C current() {
    return current;
  }

  /** Opens the connection unless it is open or being opened. */
  void open() {
    if (closed || opens || current != null) {
      return;
    }
    opens = true;
    openAgain = false;
    opening.get().whenComplete((c, failure) -> supervisor.execute(() -> opened(c, failure)));
  }

  private void opened(C connection, @Nullable Throwable failure) {
    opens = false;
    if (failure != null) {
      failures++;
      if (!closed) {
        events.down(reason(failure));
        openLater();
      }
      return;
    }
    if (closed || openAgain) {
      connection.close();
      open();
      return;
    }
    current = connection;
    upSince = System.nanoTime();
    events.up(connection);
    connection.onLost(reason -> supervisor.execute(() -> lost(connection, reason)));
  }

  private void lost(C connection, String reason) {
    if (current == connection) {
      current = null;
      // A server that accepts and closes at once must not be tried without pause.
      failures = System.nanoTime() - upSince > TimeUnit.SECONDS.toNanos(1) ? 0 : failures + 1;
      events.down(reason);
      // Its client library keeps a connection, with all that is subscribed on it, until it is told.
      connection.close();
      openLater();
    }
  }

  /** Gives the connection up, if there is one, and opens another without pause. */
  void replace(String reason) {
    openAgain = opens;
    C connection = current;
    if (connection != null) {
      current = null;
      events.down(reason);
      connection.close();
    }
    open();
  }

  private void openLater() {
    if (failures == 0) {
      open();
      return;
    }
    long pause = Math.min(maxPauseMillis, FIRST_PAUSE.toMillis() << Math.min(10, failures - 1));
    long jittered = pause / 2 + random.nextLong(pause / 2 + 1);
    supervisor.schedule(this::open, jittered, TimeUnit.MILLISECONDS);
  }

  void close() {
    closed = true;
    C connection = current;
    current = null;
    if (connection != null) {
      connection.close();
    }
  }

  static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    Throwable root = cause.getCause();
    return root == null || root.getMessage() == null
        ? String.valueOf(cause.getMessage())
        : cause.getMessage() + ": " + root.getMessage();
  }
}
