package dev.realtime.server;

import dev.realtime.server.health.Finding;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether memory runs short: the old generation of the heap, where what survives collection lies,
 * or direct memory.
 *
 * <p>The old generation is measured against its own size, not against the heap: with a young
 * generation of a fixed size (16 MiB in the image) it is the heap without that, and it is full when
 * that is full. What lies in it may be garbage. When it passes the limit and was not collected
 * lately, a collection is asked for once, so that the verdict is about what is alive.
 */
final class MemoryWatch {
  private static final long COLLECTION_INTERVAL_NANOS = 30_000_000_000L;

  private final DoubleSupplier limit;
  private final DoubleSupplier heap;
  private final DoubleSupplier direct;
  private final Runnable collection;
  private final LongSupplier nanoTime;
  private long collectedAtNanos;
  private volatile boolean isShort;
  private volatile double heapShare;
  private volatile double directShare;

  /** A watch of this process with this limit, as a share of 1; asked for each look. */
  MemoryWatch(DoubleSupplier limit) {
    this(
        limit, heapShareOfThisProcess(), MemoryWatch::directShareNow, System::gc, System::nanoTime);
  }

  /**
   * A watch.
   *
   * @param heap share of the old generation in use
   * @param direct share of the direct memory in use
   * @param collection collects the heap
   */
  MemoryWatch(
      DoubleSupplier limit,
      DoubleSupplier heap,
      DoubleSupplier direct,
      Runnable collection,
      LongSupplier nanoTime) {
    this.limit = limit;
    this.heap = heap;
    this.direct = direct;
    this.collection = collection;
    this.nanoTime = nanoTime;
    this.collectedAtNanos = nanoTime.getAsLong() - COLLECTION_INTERVAL_NANOS - 1;
  }

  /** Looks. Called about once a second; may take a collection's time. */
  void look() {
    double most = limit.getAsDouble();
    double share = heap.getAsDouble();
    if (share > most && nanoTime.getAsLong() - collectedAtNanos > COLLECTION_INTERVAL_NANOS) {
      collection.run();
      collectedAtNanos = nanoTime.getAsLong();
      share = heap.getAsDouble();
    }
    heapShare = share;
    directShare = direct.getAsDouble();
    isShort = heapShare > most || directShare > most;
  }

  /** The pool of this process' heap that is the old generation; null where there is none. */
  static @Nullable MemoryPoolMXBean oldGeneration() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
        .findFirst()
        .orElse(null);
  }

  private static DoubleSupplier heapShareOfThisProcess() {
    MemoryPoolMXBean old = oldGeneration();
    return old == null ? () -> 0 : () -> share(old.getUsage().getUsed(), old.getUsage().getMax());
  }

  private static double directShareNow() {
    return share(PlatformDependent.usedDirectMemory(), PlatformDependent.maxDirectMemory());
  }

  private static double share(long used, long most) {
    return used > 0 && most > 0 ? (double) used / most : 0;
  }

  /** Whether it ran short at the last look. */
  boolean isShort() {
    return isShort;
  }

  /** The check for {@code /health}. */
  Finding check() {
    Map<String, Object> details =
        Map.of(
            "oldGenerationPercent", Math.round(heapShare * 100),
            "directPercent", Math.round(directShare * 100));
    return isShort
        ? Finding.degraded("memory is short: new clients get 503", details)
        : Finding.up(details);
  }
}
