package dev.realtime.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MischiefTest {
  private static final List<Mischief> ALL = Mischief.against(RedisKind.SINGLE);

  @Test
  void noKindComesTwiceBeforeAllHaveCome() {
    List<Mischief> dealt = Mischief.deal(2 * ALL.size(), RedisKind.SINGLE, new Random(1));

    assertThat(dealt.subList(0, ALL.size())).containsExactlyInAnyOrderElementsOf(ALL);
    assertThat(dealt.subList(ALL.size(), 2 * ALL.size())).containsExactlyInAnyOrderElementsOf(ALL);
  }

  @Test
  void aSeedDealsTheSameAgainAndAnotherSeedDoesNot() {
    List<Mischief> dealt = Mischief.deal(20, RedisKind.SINGLE, new Random(3));

    assertThat(Mischief.deal(20, RedisKind.SINGLE, new Random(3))).isEqualTo(dealt).hasSize(20);
    assertThat(Mischief.deal(20, RedisKind.SINGLE, new Random(4))).isNotEqualTo(dealt);
  }

  @Test
  void everyKindHasItsRedis() {
    Set<Mischief> both = EnumSet.copyOf(ALL);
    both.addAll(Mischief.against(RedisKind.REPLICATED));

    assertThat(both).containsExactlyInAnyOrder(Mischief.values());
    assertThat(ALL).doesNotContain(Mischief.REDIS_FAILED_OVER);
    assertThat(Mischief.against(RedisKind.REPLICATED))
        .contains(Mischief.REDIS_FAILED_OVER, Mischief.SERVER_KILLED)
        .doesNotContain(Mischief.REDIS_KILLED);
  }
}
