package dev.realtime.operator.process;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the same over and over, on a virtual thread of its own. Whatever fails, the next round is
 * made: without it, what the rounds keep current would stand still unseen.
 */
public final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final String name;
  private final Duration every;
  private final Runnable round;
  private final Thread thread;

  private Rounds(String name, Duration delay, Duration every, Runnable round) {
    this.name = name;
    this.every = every;
    this.round = round;
    thread = Thread.ofVirtual().name(name).start(() -> run(delay));
  }

  /**
   * Begins at once.
   *
   * @param name of the thread, and in the log
   * @param every pause between two rounds
   */
  public static Rounds now(String name, Duration every, Runnable round) {
    return new Rounds(name, Duration.ZERO, every, round);
  }

  /** Begins after the first pause. */
  public static Rounds later(String name, Duration every, Runnable round) {
    return new Rounds(name, every, every, round);
  }

  private void run(Duration delay) {
    try {
      Thread.sleep(delay);
      while (!Thread.currentThread().isInterrupted()) {
        make();
        Thread.sleep(every);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void make() {
    try {
      round.run();
    } catch (RuntimeException e) {
      LOG.warn("A round of {} failed; the next one is in {}", name, every, e);
    }
  }

  /** Makes no further round; one in progress is interrupted. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
