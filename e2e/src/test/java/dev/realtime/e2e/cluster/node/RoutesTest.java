package dev.realtime.e2e.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private static final String OUTPUT =
      """
      default via 192.0.2.1 dev eth0
      192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.2
      10.97.0.0/24 via 10.98.0.2 dev realtime0
      local 10.98.1.1 dev realtime1 table local proto kernel scope host src 10.98.1.1
      broadcast 192.0.2.255 dev eth0 table local proto kernel scope link src 192.0.2.2
      10.0.0.0/8 via 192.0.2.9 dev tun0
      """;

  @Test
  void destinationsOfAllKindsAreRead() {
    assertThat(Routes.parse(OUTPUT).subnets())
        .extracting(Subnet::toString)
        .containsExactly("192.0.2.0/24", "10.97.0.0/24", "10.98.1.1/32", "192.0.2.255/32");
  }

  @Test
  void aPlanTakesNoAddressThatIsInUse() {
    assertThat(Routes.parse(OUTPUT).firstFree(Set.of()).index()).isEqualTo(2);
  }

  @Test
  void aPlanIsNotGivenTwice() {
    assertThat(new Routes(List.of()).firstFree(Set.of(0, 1)).index()).isEqualTo(2);
  }

  @Test
  void noPlanIsLeftWhenAllAreTaken() {
    Set<Integer> all =
        IntStream.rangeClosed(0, NetworkPlan.MAX_INDEX).boxed().collect(Collectors.toSet());
    assertThatIllegalStateException().isThrownBy(() -> new Routes(List.of()).firstFree(all));
  }

  @Test
  void plansDoNotOverlap() {
    NetworkPlan one = new NetworkPlan(0);
    NetworkPlan other = new NetworkPlan(1);
    assertThat(one.link().overlaps(other.link())).isFalse();
    assertThat(one.pods().overlaps(other.pods())).isFalse();
    assertThat(one.services().overlaps(other.services())).isFalse();
  }
}
