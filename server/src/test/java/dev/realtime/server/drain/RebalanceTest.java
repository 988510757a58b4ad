package dev.realtime.server.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.config.RebalanceConfig;
import dev.realtime.server.drain.Rebalance.Node;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RebalanceTest {
  private static final List<Node> EMPTY_NODE = List.of(new Node("new", 0, true));

  private long now;
  private RebalanceConfig config = new RebalanceConfig(10, 0.2, 100);
  private final Rebalance rebalance = new Rebalance(() -> config, () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** Asks each second until nothing is due, clients staying where they are sent. */
  private int shed(List<Node> others, int own) {
    int left = own;
    int due = rebalance.due(others, left, true);
    while (due > 0) {
      left -= due;
      pass(Duration.ofSeconds(1));
      due = rebalance.due(others, left, true);
    }
    return own - left;
  }

  @Test
  void aNewNodeIsGivenTimeAndThenTheSurplusGently() {
    assertThat(rebalance.due(EMPTY_NODE, 1000, true)).isZero();
    pass(Rebalance.SETTLE);
    assertThat(rebalance.due(EMPTY_NODE, 1000, true)).isEqualTo(10);
    assertThat(rebalance.due(List.of(new Node("new", 10, true)), 990, true)).isEqualTo(10);
    assertThat(rebalance.due(List.of(new Node("new", 500, true)), 500, true)).isZero();
  }

  @Test
  void aBalancerThatSpreadsUnevenlyIsNotFoughtForEver() {
    rebalance.due(EMPTY_NODE, 1000, true);
    pass(Rebalance.SETTLE);
    int sent = 0;
    for (int i = 0; i < 1000; i++) {
      sent += rebalance.due(EMPTY_NODE, 1000, true); // they all come back
    }
    assertThat(sent).isEqualTo(1000); // twice the surplus of 500: half of it was to come back
    assertThat(rebalance.budget()).isZero();
  }

  @Test
  void nodesThatWentAwayAreForgottenAndOneThatComesBackSoonIsNotNew() {
    for (int i = 0; i < 50; i++) {
      rebalance.due(List.of(new Node("node-" + i, 500, true)), 1000, true);
    }
    assertThat(rebalance.known()).isEqualTo(50);
    pass(Rebalance.FORGET.minusMinutes(1));
    rebalance.due(EMPTY_NODE, 1000, true);
    assertThat(rebalance.known()).isEqualTo(51);
    pass(Duration.ofMinutes(2));
    rebalance.due(EMPTY_NODE, 1000, true);
    assertThat(rebalance.known()).isEqualTo(1);
  }

  @Test
  void aSmallSurplusIsLeftAlone() {
    List<Node> nearlyEven = List.of(new Node("new", 900, true));
    rebalance.due(nearlyEven, 1000, true);
    pass(Rebalance.SETTLE);
    assertThat(shed(nearlyEven, 1000)).isZero();
  }

  @Test
  void nothingIsSentWhileANodeRefusesClients() {
    List<Node> refusing = List.of(new Node("new", 0, false));
    rebalance.due(refusing, 1000, true);
    pass(Rebalance.SETTLE);
    assertThat(rebalance.due(refusing, 1000, true)).isZero();
    assertThat(rebalance.due(EMPTY_NODE, 1000, false)).isZero();
    assertThat(rebalance.due(EMPTY_NODE, 1000, true)).isEqualTo(10);
  }

  @Test
  void aNodeThatComesBackIsNoScaleOut() {
    rebalance.due(EMPTY_NODE, 0, true);
    pass(Rebalance.SETTLE);
    assertThat(rebalance.due(EMPTY_NODE, 0, true)).isZero();
    assertThat(rebalance.due(List.of(), 1000, true)).isZero();
    assertThat(rebalance.due(EMPTY_NODE, 1000, true)).isZero();
  }

  @Test
  void rateZeroSwitchesItOff() {
    config = new RebalanceConfig(0, 0.2, 100);
    rebalance.due(EMPTY_NODE, 1000, true);
    pass(Rebalance.SETTLE);
    assertThat(rebalance.due(EMPTY_NODE, 1000, true)).isZero();
  }
}
