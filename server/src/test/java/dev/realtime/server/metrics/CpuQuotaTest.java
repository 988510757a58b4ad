package dev.realtime.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuQuotaTest {
  @TempDir private Path directory;

  @Test
  void countsWhatTheKernelCounts() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("cpu.stat"), "usage_usec 7\nnr_periods 200\nnr_throttled 150\n");
    var registry = new SimpleMeterRegistry();
    new CpuQuota(file).register(registry);
    assertThat(registry.get("realtime.cpu.periods").functionCounter().count()).isEqualTo(200);
    assertThat(registry.get("realtime.cpu.throttled.periods").functionCounter().count())
        .isEqualTo(150);
  }

  @Test
  void goesOnCountingWhenNobodyButTheRegistryKnowsIt() throws IOException {
    Path file = Files.writeString(directory.resolve("cpu.stat"), figures(200, 150));
    var registry = new SimpleMeterRegistry();
    register(file, registry);
    var anything = new WeakReference<>(new Object());
    await()
        .until(
            () -> {
              System.gc();
              return anything.refersTo(null);
            });
    Files.writeString(file, figures(300, 250));
    assertThat(registry.get("realtime.cpu.periods").functionCounter().count()).isEqualTo(300);
    assertThat(registry.get("realtime.cpu.throttled.periods").functionCounter().count())
        .isEqualTo(250);
  }

  private static void register(Path file, MeterRegistry registry) {
    new CpuQuota(file).register(registry);
  }

  private static String figures(int periods, int throttled) {
    return "usage_usec 7\nnr_periods " + periods + "\nnr_throttled " + throttled + "\n";
  }

  @Test
  void knowsNothingWhereTheKernelSaysNothing() {
    assertThat(new CpuQuota(directory.resolve("missing")).read("nr_periods")).isNaN();
  }
}
