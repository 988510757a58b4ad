package dev.realtime.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.MemoryUsage;
import org.junit.jupiter.api.Test;

final class HeapRestTest {
  private static final long MIB = 1L << 20;

  @Test
  void littleIsNotWorthAPause() {
    assertThat(HeapRest.due(12 * MIB, null)).isFalse();
    assertThat(HeapRest.due(13 * MIB, null)).isTrue();
  }

  @Test
  void theMoreIsAliveTheMoreMayComeBeforeTheNextCollection() {
    assertThat(HeapRest.due(131 * MIB, alive(100))).isFalse();
    assertThat(HeapRest.due(133 * MIB, alive(100))).isTrue();
  }

  private static MemoryUsage alive(long mebibytes) {
    return new MemoryUsage(0, mebibytes * MIB, 200 * MIB, 200 * MIB);
  }
}
