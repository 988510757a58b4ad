package dev.realtime.operator.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.operator.signal.DependencyFact.Connections;
import dev.realtime.operator.signal.DependencyFact.Peak;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DependencyReaderTest {
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  private int used;
  private boolean refused;

  private final DependencyReader reader =
      new DependencyReader(
          "db",
          true,
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          _ -> {
            if (refused) {
              throw new DependencyProbe.Failed("53300: sorry, too many clients already", null);
            }
            return new DependencyProbe.Answer(new Connections(used, 20), List.of(), 0, null);
          });

  private DependencyFact after(int seconds) throws InterruptedException {
    var store = new FactStore();
    reader.read(START.plusSeconds(seconds)).facts().forEach(fact -> fact.accept(store));
    return store.facts().dependencies().get("db").value().orElseThrow();
  }

  @Test
  void remembersTheMostConnectionsForAMinute() throws InterruptedException {
    used = 3;
    assertThat(after(0).peak()).isEqualTo(new Peak(new Connections(3, 20), START));
    used = 19;
    after(5);
    used = 1;
    assertThat(after(65).peak()).isEqualTo(new Peak(new Connections(19, 20), START.plusSeconds(5)));
    DependencyFact later = after(66);
    assertThat(later.connections()).isEqualTo(new Connections(1, 20));
    assertThat(later.peak()).isEqualTo(new Peak(new Connections(1, 20), START.plusSeconds(66)));
  }

  @Test
  void aRefusalForWantOfAConnectionCountsAsAllOfThem() throws InterruptedException {
    used = 2;
    after(0);
    refused = true;
    assertThat(after(5).reachable()).isFalse();
    refused = false;
    assertThat(after(10).peak()).isEqualTo(new Peak(new Connections(20, 20), START.plusSeconds(5)));
  }
}
