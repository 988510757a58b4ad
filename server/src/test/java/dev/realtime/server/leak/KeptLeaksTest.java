package dev.realtime.server.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The watch itself: a buffer that is dropped is found. */
class KeptLeaksTest {
  @Test
  void aBufferThatIsDroppedIsFoundWithThePlaceThatMadeIt() {
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    drop();
    List<String> found = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              System.gc();
              ByteBufAllocator.DEFAULT.directBuffer(16).release();
              found.addAll(KeptLeaks.take());
              return !found.isEmpty();
            });
    assertThat(found).anyMatch(leak -> leak.contains("KeptLeaksTest"));
  }

  @SuppressWarnings("unused")
  private static void drop() {
    var _ = ByteBufAllocator.DEFAULT.directBuffer(16);
  }
}
