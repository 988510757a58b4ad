package dev.realtime.server.leak;

import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Looks for leaked buffers after each test class. A leak shows only when the buffer has been
 * collected, so it may be one of a class before.
 */
public final class LeakExtension implements AfterAllCallback {
  @Override
  public void afterAll(ExtensionContext context) {
    System.gc();
    // What was collected is reported when the next buffers are made.
    for (int i = 0; i < 16; i++) {
      ByteBufAllocator.DEFAULT.directBuffer(16).release();
    }
    List<String> leaks = KeptLeaks.take();
    if (!leaks.isEmpty()) {
      throw new AssertionError(
          "%d buffers were not released, in this class or one before it; the first:%n%s"
              .formatted(leaks.size(), leaks.getFirst()));
    }
  }
}
