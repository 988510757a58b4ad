package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.core.Filter.Result;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.junit.jupiter.api.Test;

class ClientLineLimitTest {
  @Test
  void letsTheFirstLinesThroughAndCountsTheRest() {
    ClientLineLimit limit = new ClientLineLimit(5);
    var event = Log4jLogEvent.newBuilder().build();
    int passed = 0;
    for (int i = 0; i < 1000; i++) {
      passed += limit.filter(event) == Result.NEUTRAL ? 1 : 0;
    }
    // A loaded machine may refill the bucket by some while this runs.
    assertThat(passed).isBetween(5, 100);
    assertThat(limit.takeCount()).isEqualTo(1000 - passed);
    assertThat(limit.takeCount()).isZero();
  }
}
