package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JumpHashTest {
  @Test
  void spreadsNamesEvenly() {
    int[] counts = new int[8];
    IntStream.range(0, 80_000).forEach(i -> counts[JumpHash.bucket("user:" + i, 8)]++);
    assertThat(IntStream.of(counts).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(9_600, 10_400));
  }

  @Test
  void aShardAddedAtTheEndTakesOnlyItsOwnShare() {
    int moved = 0;
    for (int i = 0; i < 10_000; i++) {
      int before = JumpHash.bucket("channel" + i, 4);
      int after = JumpHash.bucket("channel" + i, 5);
      if (before != after) {
        assertThat(after).isEqualTo(4);
        moved++;
      }
    }
    assertThat(moved).isBetween(1_800, 2_200);
  }
}
