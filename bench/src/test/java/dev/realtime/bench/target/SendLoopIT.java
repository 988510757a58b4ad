package dev.realtime.bench.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.load.Generator;
import dev.realtime.bench.load.LoadResult;
import dev.realtime.bench.load.PublishPlan;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generator against the C loop: needs a C compiler. */
class SendLoopIT {
  private static final int PORT = 22_901;
  private static final int BYTES = 128;

  @TempDir Path output;

  @Test
  void everySubscriberReceivesEverythingInOrder() throws Exception {
    SendLoop target = new SendLoop(new Workshop(Path.of("peers").toAbsolutePath(), output));
    target.build("");
    try (RunningTarget running = target.start(TargetOptions.standard(PORT));
        Generator generator = new Generator(2, 1)) {
      ClientPlan plan =
          new ClientPlan(
              running.endpoint(),
              300,
              0,
              4,
              new ClientPlan.Channels("c", 1, true, false),
              true,
              0,
              false,
              new ClientPlan.Pace(50, 0, 30),
              BYTES);
      assertThat(generator.connect("all", plan).event("connected")).isEqualTo(300);
      generator.window("all", 0, Long.MAX_VALUE);
      generator.publish(
          new PublishPlan(running.endpoint(), "c", 1, 1, 0, 100, 200, System.nanoTime(), BYTES));
      generator.published();
      assertThat(generator.settle("all", 100, 1, 10_000).clients()).isZero();
      LoadResult result = generator.collect("all");
      assertThat(result.delivered()).isEqualTo(300 * 100);
      assertThat(result.gaps() + result.duplicates()).isZero();
      assertThat(result.latencyMicros().getTotalCount()).isEqualTo(300 * 100);
      // What was never published is missing: the check can fail.
      assertThat(generator.settle("all", 101, 1, 0).clients()).isEqualTo(300);
    }
  }
}
