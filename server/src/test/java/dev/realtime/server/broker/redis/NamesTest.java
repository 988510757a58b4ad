package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  private final Names cluster = new Names("p", true);
  private final Names plain = new Names("p", false);

  @ParameterizedTest
  @ValueSource(strings = {"news", "", "}", "{", "{a}b", "a}b", ":", "ä€", "c:x"})
  void allNamesOfAChannelShareItsSlotAndGiveTheChannelBack(String channel) {
    int slot = SlotHash.getSlot(cluster.key('m', channel));
    assertThat(slot).isEqualTo(Names.slotOf(Names.partition(channel)));
    for (char kind : "szpuc".toCharArray()) {
      assertThat(SlotHash.getSlot(cluster.key(kind, channel))).isEqualTo(slot);
    }
    assertThat(SlotHash.getSlot(cluster.idempotencyKey(channel, "}{"))).isEqualTo(slot);
    for (Names names : List.of(cluster, plain)) {
      assertThat(names.kind(names.key('c', channel))).isEqualTo('c');
      assertThat(names.subject(names.key('c', channel))).isEqualTo(channel);
    }
  }

  @Test
  void idempotencyKeysOfDifferentChannelsDiffer() {
    assertThat(plain.idempotencyKey("a:b", "c")).isNotEqualTo(plain.idempotencyKey("a", "b:c"));
  }

  @Test
  void partitionsLieEvenlyOverTheSlots() {
    int share = SlotHash.SLOT_COUNT / Names.PARTITIONS;
    for (int p = 0; p < Names.PARTITIONS; p++) {
      assertThat(Names.slotOf(p) / share).isEqualTo(p);
    }
  }
}
