package dev.realtime.server.broker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.broker.StreamPosition;
import org.junit.jupiter.api.Test;

class SeenKeysTest {
  private final SeenKeys keys = new SeenKeys();

  private static StreamPosition at(long offset) {
    return new StreamPosition(offset, "e");
  }

  @Test
  void eachKeyIsForgottenAtItsOwnTimeWhateverTheOrderInWhichTheyCame() {
    keys.add("long", at(1), 3000);
    keys.add("short", at(2), 1000);
    keys.add("middle", at(3), 2000);

    keys.dropExpired(999);
    assertThat(keys.size()).isEqualTo(3);
    keys.dropExpired(1000);
    assertThat(keys.position("short")).isNull();
    assertThat(keys.position("middle")).isEqualTo(at(3));
    keys.dropExpired(2999);
    assertThat(keys.position("middle")).isNull();
    assertThat(keys.position("long")).isEqualTo(at(1));
    keys.dropExpired(3000);
    assertThat(keys.isEmpty()).isTrue();
  }

  @Test
  void noMoreThanTheBoundAreRememberedAndThoseThatExpireFirstGo() {
    for (int i = 0; i < SeenKeys.MAX + 10; i++) {
      keys.add("k" + i, at(i), 1_000_000 + i);
    }
    assertThat(keys.size()).isEqualTo(SeenKeys.MAX);
    assertThat(keys.position("k9")).isNull();
    assertThat(keys.position("k10")).isEqualTo(at(10));
  }
}
