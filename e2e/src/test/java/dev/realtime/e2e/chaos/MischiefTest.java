package dev.realtime.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MischiefTest {
  private static final int KINDS = Mischief.values().length;

  @Test
  void noKindComesTwiceBeforeAllHaveCome() {
    List<Mischief> dealt = Mischief.deal(2 * KINDS, new Random(1));

    assertThat(dealt.subList(0, KINDS)).containsExactlyInAnyOrder(Mischief.values());
    assertThat(dealt.subList(KINDS, 2 * KINDS)).containsExactlyInAnyOrder(Mischief.values());
  }

  @Test
  void aSeedDealsTheSameAgainAndAnotherSeedDoesNot() {
    List<Mischief> dealt = Mischief.deal(20, new Random(3));

    assertThat(Mischief.deal(20, new Random(3))).isEqualTo(dealt).hasSize(20);
    assertThat(Mischief.deal(20, new Random(4))).isNotEqualTo(dealt);
  }
}
