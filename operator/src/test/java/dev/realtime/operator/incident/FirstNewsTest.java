package dev.realtime.operator.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Check;
import dev.realtime.api.v1alpha1.runbook.CheckVerdict;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is written first about a new service. */
class FirstNewsTest {
  private final MemoryWorkspace workspace = new MemoryWorkspace();
  private final World world = new World(workspace);

  @Test
  void nothingIsSaidBeforeSomethingHasBeenMeasured() {
    world.unread = true;
    world.blind = true;
    world.tick();
    assertThat(workspace.writes).isZero();

    world.unread = false;
    world.blind = false;
    world.until("a checklist", Duration.ofMinutes(1), w -> !workspace.part.checklist().isEmpty());
    assertThat(verdict(Check.SERVICE_HEALTH)).isEqualTo(CheckVerdict.OK);
    assertThat(workspace.writes).as("in one write").isEqualTo(1);
  }

  @Test
  void whatCannotBeMeasuredIsSaidAfterAWhile() {
    world.unread = true;
    world.blind = true;
    Duration waited =
        world.until(
            "a checklist", Duration.ofMinutes(2), w -> !workspace.part.checklist().isEmpty());
    assertThat(waited).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(60));
    assertThat(verdict(Check.SERVICE_HEALTH)).isEqualTo(CheckVerdict.UNKNOWN);
  }

  private CheckVerdict verdict(Check check) {
    return Stream.ofNullable(workspace.part)
        .flatMap(part -> part.checklist().stream())
        .filter(item -> item.check() == check)
        .findFirst()
        .orElseThrow()
        .verdict();
  }
}
