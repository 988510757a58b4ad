package dev.realtime.server;

import com.sun.management.OperatingSystemMXBean;
import dev.realtime.server.config.LimitsConfig;
import java.lang.management.ManagementFactory;

/**
 * Bounds the direct memory of buffers, which has to be said before Netty's first class is loaded.
 */
final class DirectMemory {
  private static final String PROPERTY = "io.netty.maxDirectMemory";

  /** What the JVM takes beside heap and buffers: code, metadata, threads. */
  private static final long JVM_BYTES = 96L << 20;

  private static final long LEAST_BYTES = 64L << 20;

  private DirectMemory() {}

  /** Sets the bound from the configuration, or from what the container leaves. */
  static void bound(LimitsConfig limits) {
    if (System.getProperty(PROPERTY) != null) {
      return;
    }
    long configured = limits.directMemory().bytes();
    long bytes = configured > 0 ? configured : derived();
    System.setProperty(PROPERTY, Long.toString(bytes));
  }

  private static long derived() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long left = system.getTotalMemorySize() - Runtime.getRuntime().maxMemory() - JVM_BYTES;
    return Math.max(LEAST_BYTES, left / 2);
  }
}
