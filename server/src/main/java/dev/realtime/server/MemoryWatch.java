package dev.realtime.server;

import dev.realtime.server.health.Finding;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether memory runs short: the part of the heap that survives collection, or direct memory.
 *
 * <p>What lies in the old generation may be garbage. When it passes the limit and was not collected
 * lately, a collection is asked for once, so that the verdict is about what is alive.
 */
final class MemoryWatch {
  private static final long COLLECTION_INTERVAL_NANOS = 30_000_000_000L;

  private final DoubleSupplier limit;
  private final @Nullable MemoryPoolMXBean oldGeneration;
  private long collectedAtNanos = System.nanoTime() - COLLECTION_INTERVAL_NANOS;
  private volatile boolean isShort;
  private volatile double heapShare;
  private volatile double directShare;

  /** A watch with this limit, as a share of 1; asked for each look. */
  MemoryWatch(DoubleSupplier limit) {
    this.limit = limit;
    this.oldGeneration =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
            .findFirst()
            .orElse(null);
  }

  /** Looks. Called about once a second; may take a collection's time. */
  void look() {
    double most = limit.getAsDouble();
    double heap = heapShare();
    long now = System.nanoTime();
    if (heap > most && now - collectedAtNanos > COLLECTION_INTERVAL_NANOS) {
      System.gc();
      collectedAtNanos = System.nanoTime();
      heap = heapShare();
    }
    long directMax = PlatformDependent.maxDirectMemory();
    long direct = PlatformDependent.usedDirectMemory();
    heapShare = heap;
    directShare = directMax > 0 && direct > 0 ? (double) direct / directMax : 0;
    isShort = heapShare > most || directShare > most;
  }

  private double heapShare() {
    if (oldGeneration == null) {
      return 0;
    }
    long max = oldGeneration.getUsage().getMax();
    return max <= 0 ? 0 : (double) oldGeneration.getUsage().getUsed() / max;
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
