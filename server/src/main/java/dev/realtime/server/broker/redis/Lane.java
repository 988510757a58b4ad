package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.BrokerListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what was heard to the listener, in order, on a thread of its own, from a queue that is
 * bounded in messages and bytes.
 *
 * <p>Redis' event loop only appends here and never waits. When the queue is full, a message is
 * dropped and its channel remembered; after the queue was emptied, the channels are reported as
 * gaps, because only then do their next messages arrive again. While drops go on, gaps are reported
 * at most once a second: each report makes readers of history, which are the last thing an
 * overloaded node needs.
 */
final class Lane {
  private static final Logger log = LoggerFactory.getLogger(Lane.class);
  private static final long REPORT_NANOS = 1_000_000_000L;

  private final BrokerListener listener;
  private final RedisSettings.Bounds bounds;
  private final RedisMetrics metrics;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private ArrayDeque<Item> queue = new ArrayDeque<>();
  private long queuedBytes;
  private int queuedMessages;
  private Set<String> missed = new HashSet<>();
  private boolean closed;

  private sealed interface Item {
    @SuppressWarnings("ArrayRecordComponent")
    record Heard(char kind, String subject, byte[] body) implements Item {}

    record Interrupted(List<String> channels) implements Item {}

    record Gap(List<String> channels) implements Item {}
  }

  Lane(int number, BrokerListener listener, RedisSettings.Bounds bounds, RedisMetrics metrics) {
    this.listener = listener;
    this.bounds = bounds;
    this.metrics = metrics;
    this.thread =
        Thread.ofPlatform().daemon().name("redis-delivery-" + number).unstarted(this::run);
    metrics.lane(number, this::messages, this::bytes);
  }

  void start() {
    thread.start();
  }

  /** Takes a message over, or drops it and remembers its channel. Never waits for the listener. */
  void heard(char kind, String subject, byte[] body) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (isFull(kind, body.length)) {
        metrics.dropped();
        if (kind == Dialect.CONTROL) {
          metrics.controlDropped();
          log.warn("a message from another node was dropped: twice the bound of the queue waits");
        } else {
          missed.add(subject);
        }
        return;
      }
      queue.add(new Item.Heard(kind, subject, body));
      queuedMessages++;
      queuedBytes += body.length;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether there is no room. What nodes tell each other has as much room again: publications are
   * repaired from history, but nothing repairs a disconnect that was answered as done.
   */
  private boolean isFull(char kind, int length) {
    long share = kind == Dialect.CONTROL ? 2 : 1;
    return queuedMessages >= share * bounds.queuedMessages()
        || (queuedBytes + length > share * bounds.queuedBytes() && queuedMessages > 0);
  }

  /** Reports that channels are not heard from here on; as {@link #gap}. */
  void interrupted(List<String> channels) {
    report(new Item.Interrupted(channels));
  }

  /** Reports channels behind all that was heard so far. Not bounded: it is one list for a loss. */
  void gap(List<String> channels) {
    report(new Item.Gap(channels));
  }

  private void report(Item item) {
    lock.lock();
    try {
      if (!closed) {
        queue.add(item);
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    long reported = System.nanoTime() - REPORT_NANOS;
    while (true) {
      ArrayDeque<Item> batch;
      Set<String> gaps = Set.of();
      lock.lock();
      try {
        while (queue.isEmpty() && !closed) {
          arrived.awaitUninterruptibly();
        }
        if (closed) {
          return;
        }
        batch = queue;
        queue = new ArrayDeque<>();
      } finally {
        lock.unlock();
      }
      for (Item item : batch) {
        deliver(item);
      }
      lock.lock();
      try {
        boolean emptied = queue.isEmpty();
        if (!missed.isEmpty() && (emptied || System.nanoTime() - reported > REPORT_NANOS)) {
          gaps = missed;
          missed = new HashSet<>();
          reported = System.nanoTime();
        }
      } finally {
        lock.unlock();
      }
      if (!gaps.isEmpty()) {
        deliver(new Item.Gap(new ArrayList<>(gaps)));
      }
    }
  }

  private void deliver(Item item) {
    try {
      switch (item) {
        case Item.Heard heard -> {
          leave(heard);
          Dialect.deliver(heard.kind(), heard.subject(), heard.body(), listener);
        }
        case Item.Interrupted interrupted -> listener.onDeliveryInterrupted(interrupted.channels());
        case Item.Gap gap -> {
          metrics.gaps(gap.channels().size());
          listener.onDeliveryGap(gap.channels());
        }
      }
    } catch (MalformedMessageException e) {
      metrics.malformed();
      log.debug("ignored a message that this server did not write", e);
    } catch (RuntimeException e) {
      // One channel's failure must not silence the others on this lane.
      log.error("the listener failed on {}", item.getClass().getSimpleName(), e);
    }
  }

  private void leave(Item.Heard heard) {
    lock.lock();
    try {
      queuedMessages--;
      queuedBytes -= heard.body().length;
    } finally {
      lock.unlock();
    }
  }

  private int messages() {
    lock.lock();
    try {
      return queuedMessages;
    } finally {
      lock.unlock();
    }
  }

  private long bytes() {
    lock.lock();
    try {
      return queuedBytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends deliveries. What waits is let go; after the return the listener is not called any more,
   * unless this is called from the listener itself.
   */
  void close() {
    lock.lock();
    try {
      closed = true;
      queue.clear();
      arrived.signal();
    } finally {
      lock.unlock();
    }
    if (thread.isAlive() && Thread.currentThread() != thread) {
      join();
    }
  }

  private void join() {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
