package dev.realtime.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcessFactsTest {
  /** Above what Linux gives out. */
  private static final int NOBODY = 1 << 23;

  private final ProcessFacts self = new ProcessFacts(ProcessHandle.current().pid());

  @Test
  void cpuTimeGrowsWithWork() {
    long before = self.cpuNanos();
    await().until(() -> spin() && self.cpuNanos() - before >= 50_000_000L);
  }

  private static boolean spin() {
    long end = System.nanoTime() + 20_000_000L;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return true;
  }

  @Test
  void aThreadIsFoundByTheBeginningOfItsName() {
    AtomicBoolean ended = new AtomicBoolean();
    Thread busy =
        Thread.ofPlatform()
            .name("busy-loop-1")
            .start(
                () -> {
                  while (!ended.get()) {
                    Thread.onSpinWait();
                  }
                });
    try {
      await()
          .until(
              () ->
                  self.threadCpuNanos("busy-loop").values().stream()
                      .anyMatch(nanos -> nanos >= 50_000_000L));
      assertThat(self.threadCpuNanos("busy-loop")).hasSize(1);
      assertThat(self.threadCpuNanos("no-such-thread")).isEmpty();
    } finally {
      ended.set(true);
    }
    await().until(() -> !busy.isAlive());
  }

  @Test
  void memoryIsThatOfTheProcess() {
    ProcessFacts.Memory memory = self.memory();
    assertThat(memory.rssKib()).isBetween(20_000L, 4_000_000L);
    assertThat(memory.pssKib()).isPositive().isLessThanOrEqualTo(memory.rssKib());
    assertThat(self.peakKib()).isGreaterThanOrEqualTo(memory.rssKib() / 2);
  }

  @Test
  void aProcessThatIsGoneIsNamed() {
    assertThatThrownBy(() -> new ProcessFacts(0).memory())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("/proc/0/smaps_rollup");
    assertThatThrownBy(() -> new ProcessFacts(NOBODY).cpuNanos())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("process " + NOBODY);
  }

  @Test
  void spreadTakesTheMiddle() {
    assertThat(Spread.of(List.of(5.0, 1.0, 3.0))).isEqualTo(new Spread(3, 1, 5, 3));
    assertThat(Spread.of(List.of(4.0, 1.0))).isEqualTo(new Spread(2.5, 1, 4, 2));
  }
}
