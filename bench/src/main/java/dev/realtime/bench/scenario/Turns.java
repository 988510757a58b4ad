package dev.realtime.bench.scenario;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Several courses in one run, only one of them at a time: whoever is at {@link #pass} lets the
 * others go on until it is its turn again. So what changes with time on the machine changes for all
 * of them alike. Each course has a thread of its own; that a turn is given happens before what is
 * done in it.
 */
public final class Turns {
  private static final ScopedValue<Turns> RUNNING = ScopedValue.newInstance();

  private final Deque<Semaphore> waiting = new ArrayDeque<>();
  private boolean broken;

  private Turns() {}

  /** What one of them does. */
  public interface Course {
    /**
     * Does it, with {@link Session#turn} wherever another may come first.
     *
     * @throws Abandoned from a turn after another course has failed
     */
    void run() throws IOException, InterruptedException;
  }

  /** What a course is told whose turn does not come again, since another course has failed. */
  public static final class Abandoned extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Abandoned() {
      super("given up, since another target of the same scenario failed");
    }
  }

  /**
   * Runs them, the first one first.
   *
   * @return what ended each of them, in the same order; null for those that came to their end
   */
  public static List<@Nullable Exception> run(List<Course> courses) throws InterruptedException {
    Turns turns = new Turns();
    @Nullable Exception[] ends = new Exception[courses.size()];
    // Of those that an error ends, whose thread says which.
    Arrays.fill(ends, new IllegalStateException("an error ended the measurement"));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < courses.size(); i++) {
      int place = i;
      Semaphore seat = new Semaphore(0);
      turns.waiting.addLast(seat);
      threads.add(
          Thread.ofPlatform()
              .name("course-" + i)
              .unstarted(
                  () ->
                      ScopedValue.where(RUNNING, turns)
                          .run(() -> ends[place] = turns.through(courses.get(place), seat))));
    }
    threads.forEach(Thread::start);
    turns.next();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } finally {
      threads.forEach(Thread::interrupt);
    }
    return Arrays.asList(ends);
  }

  /** Runs one; returns what ended it. */
  private @Nullable Exception through(Course course, Semaphore seat) {
    try {
      seat.acquire();
      requireSound();
      course.run();
      return null;
    } catch (IOException | RuntimeException | InterruptedException failed) {
      synchronized (this) {
        broken = true;
      }
      return failed;
    } finally {
      next();
    }
  }

  /** Lets the others go first; returns at once outside of {@link #run}. */
  static void pass() throws InterruptedException {
    if (RUNNING.isBound()) {
      RUNNING.get().letOthersGo();
    }
  }

  private void letOthersGo() throws InterruptedException {
    Semaphore seat = new Semaphore(0);
    synchronized (this) {
      waiting.addLast(seat);
    }
    next();
    seat.acquire();
    requireSound();
  }

  private synchronized void next() {
    Semaphore first = waiting.pollFirst();
    if (first != null) {
      first.release();
    }
  }

  private synchronized void requireSound() {
    if (broken) {
      throw new Abandoned();
    }
  }
}
