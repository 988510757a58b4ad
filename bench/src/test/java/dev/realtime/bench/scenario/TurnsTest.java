package dev.realtime.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TurnsTest {
  private final List<String> seen = new ArrayList<>();

  @Test
  void stepsAlternateUntilOneIsThrough() throws InterruptedException {
    assertThat(Turns.run(List.of(steps("a", 3), steps("b", 1), steps("c", 2))))
        .containsOnlyNulls()
        .hasSize(3);
    assertThat(seen).containsExactly("a1", "b1", "c1", "a2", "c2", "a3");
  }

  @Test
  void withoutTurnsOneIsThroughBeforeTheNextBegins() throws InterruptedException {
    Turns.run(List.of(() -> seen.addAll(List.of("a1", "a2")), () -> seen.add("b1")));
    assertThat(seen).containsExactly("a1", "a2", "b1");
  }

  @Test
  void oneThatFailsEndsTheOthersAtTheirNextTurn() throws InterruptedException {
    IOException broken = new IOException("no such server");
    List<Exception> ends =
        Turns.run(
            List.of(
                steps("a", 3),
                () -> {
                  throw broken;
                },
                steps("c", 2)));
    assertThat(seen).containsExactly("a1");
    assertThat(ends.get(0)).isInstanceOf(Turns.Abandoned.class);
    assertThat(ends.get(1)).isSameAs(broken);
    assertThat(ends.get(2)).isInstanceOf(Turns.Abandoned.class);
  }

  @Test
  void oneThatFailsAtItsEndLeavesWhatIsThrough() throws InterruptedException {
    List<Exception> ends =
        Turns.run(
            List.of(
                steps("a", 1),
                () -> {
                  throw new IllegalStateException("late");
                }));
    assertThat(ends.get(0)).isNull();
    assertThat(ends.get(1)).hasMessage("late");
  }

  @Test
  void aTurnOutsideOfARunIsNoTurn() throws InterruptedException {
    Turns.pass();
    assertThat(Turns.run(List.of())).isEmpty();
  }

  private Turns.Course steps(String name, int count) {
    return () -> {
      for (int i = 1; i <= count; i++) {
        if (i > 1) {
          Turns.pass();
        }
        seen.add(name + i);
      }
    };
  }
}
