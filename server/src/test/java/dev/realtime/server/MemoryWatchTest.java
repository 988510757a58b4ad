package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.realtime.server.broker.redis.RedisSettings.Bounds;
import dev.realtime.server.config.LimitsConfig;
import dev.realtime.server.config.ServerConfig;
import dev.realtime.server.health.Status;
import dev.realtime.server.hub.RecoveryBudget;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryWatchTest {
  private static final Path IMAGE_OPTIONS =
      Path.of("..", "e2e/src/main/resources/dev/realtime/e2e/image/server.java.options");
  private static final long MIB = 1 << 20;

  private double heap = 0.5;
  private double direct = 0.5;
  private double heapOnceCollected = 0.5;
  private int collections;
  private long now;
  private final MemoryWatch memory =
      new MemoryWatch(() -> 0.9, () -> heap, () -> direct, this::collect, () -> now);

  private void collect() {
    collections++;
    heap = heapOnceCollected;
  }

  @Test
  void directMemoryThatRunsShortIsShortThoughTheHeapIsNot() {
    direct = 0.95;
    memory.look();
    assertThat(memory.isShort()).isTrue();
    assertThat(memory.check().status()).isEqualTo(Status.DEGRADED);
    assertThat(memory.check().details()).containsEntry("directPercent", 95L);
    assertThat(collections).as("a collection frees no pooled buffers").isZero();
    direct = 0.85;
    memory.look();
    assertThat(memory.isShort()).isFalse();
    assertThat(memory.check().status()).isEqualTo(Status.UP);
  }

  @Test
  void garbageIsCollectedBeforeItIsTakenForWhatIsAlive() {
    heap = 0.95;
    memory.look();
    assertThat(memory.isShort()).isFalse();
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void whatStaysIsShortAndIsCollectedEveryHalfMinuteAtMost() {
    heapOnceCollected = 0.95;
    heap = 0.95;
    for (int second = 0; second < 60; second++) {
      now = TimeUnit.SECONDS.toNanos(second);
      memory.look();
      assertThat(memory.isShort()).isTrue();
    }
    assertThat(collections).isEqualTo(2);
  }

  /** The sum in docs/operations.md, for a container of 512 MiB. */
  @Test
  void whatMayWaitInTheHeapFitsBelowTheThresholdWithTheOptionsOfTheImage() throws Exception {
    long container = 512 * MIB;
    long heapBytes = container * 40 / 100;
    List<String> options = new ArrayList<>(List.of("-Xmx" + heapBytes));
    for (String line : Files.readAllLines(IMAGE_OPTIONS)) {
      if (line.contains("SerialGC") || line.contains("NewSize")) {
        options.add(line);
      }
    }
    assertThat(options).hasSize(4);
    long oldGeneration = oldGenerationOf(options);
    assertThat(oldGeneration).isCloseTo(heapBytes - 16 * MIB, within(2 * MIB));

    LimitsConfig limits = ServerConfig.defaults().limits();
    Bounds redis = Bounds.DEFAULT;
    long directMemory = (container - heapBytes - 96 * MIB) / 2;
    long waiting =
        limits.loopQueueSize().bytes()
            + redis.lanes() * redis.queuedBytes()
            + redis.inFlightBytes()
            + heapBytes / RecoveryBudget.HEAP_SHARE
            + Math.max(directMemory / 8, ServerConfig.defaults().api().maxBody().bytes());
    assertThat(Math.round((double) waiting / MIB)).as("as in docs/operations.md").isEqualTo(170);
    assertThat((double) waiting).isLessThan(limits.shedMemory() * oldGeneration);
  }

  private static long oldGenerationOf(List<String> options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
    Process process = new ProcessBuilder(command).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    return Long.parseLong(said);
  }

  /** Says how large its old generation may become. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
      MemoryPoolMXBean old = Objects.requireNonNull(MemoryWatch.oldGeneration());
      System.out.println(old.getUsage().getMax());
    }
  }
}
