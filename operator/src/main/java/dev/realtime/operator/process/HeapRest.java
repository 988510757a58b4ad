package dev.realtime.operator.process;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the old generation collected when much of it has been filled since it was collected last. The
 * serial collector would rather let it grow to the heap's limit, and keep it there: of an operator
 * that has read all objects at its start, a third of the heap is what the reading has left behind.
 * After a collection the JVM gives back what is free beyond its {@code MaxHeapFreeRatio}.
 */
final class HeapRest implements AutoCloseable {
  /** So little time that a start is not over before the first look. */
  private static final Duration EVERY = Duration.ofSeconds(5);

  /** Not worth a pause. */
  static final long LITTLE = 12L << 20;

  /** Of what was alive at the last collection, so much more may have come. */
  static final double SHARE = 0.2;

  private static final Logger LOG = LoggerFactory.getLogger(HeapRest.class);

  private final MemoryPoolMXBean old;
  private final Rounds rounds;

  private HeapRest(MemoryPoolMXBean old) {
    this.old = old;
    this.rounds = Rounds.later("heap", EVERY, this::look);
  }

  /** Begins to look; empty if the JVM has another collector, which has ways of its own. */
  static Optional<HeapRest> begin() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Tenured Gen"))
        .findFirst()
        .map(HeapRest::new);
  }

  private void look() {
    if (due(old.getUsage().getUsed(), old.getCollectionUsage())) {
      collect();
      LOG.debug("Collected: {} in use", old.getUsage());
    }
  }

  /**
   * Whether it is to be collected.
   *
   * @param used bytes in use, alive or not
   * @param collected what was alive when it was collected last; null or 0: never yet
   */
  static boolean due(long used, @Nullable MemoryUsage collected) {
    long alive = collected == null ? 0 : collected.getUsed();
    return used > alive * (1 + SHARE) + LITTLE;
  }

  private static void collect() {
    System.gc();
  }

  @Override
  public void close() {
    rounds.close();
  }
}
