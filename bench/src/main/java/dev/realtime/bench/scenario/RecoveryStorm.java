package dev.realtime.bench.scenario;

import dev.realtime.bench.measure.Clock;
import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.Target.Feature;
import dev.realtime.bench.target.TargetOptions;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Every connection is cut at once under load; clients return as the SDKs do and recover. */
final class RecoveryStorm implements Scenario {
  private static final int RATE = 20;
  private static final int BYTES = 128;

  /** Until then clients come back, and as long it is published. */
  private static final int CPU_SECONDS = 4;

  @Override
  public String name() {
    return "recovery-storm";
  }

  @Override
  public String description() {
    return "All connections are cut at once while %d/s are published; clients return after 0.5 to 1 s"
            .formatted(RATE)
        + " and recover what they missed. CPU time is that of the %d seconds after the cut."
            .formatted(CPU_SECONDS);
  }

  @Override
  public Set<Feature> needs() {
    return EnumSet.of(Feature.RECOVERY);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    try (RunningTarget running = session.start(target, variant)) {
      Flow flow =
          new Flow(session.freshName(), TargetOptions.RECOVERABLE + session.freshName(), 1, BYTES);
      Trouble trouble = new Trouble(session, running.endpoint(), flow, RATE);
      trouble.connect(session.profile().clients() * 4);
      long[] cpu = {0};
      Trouble.Outcome outcome =
          trouble.during(
              1 + CPU_SECONDS,
              () -> {
                long end = Clock.inMillis(TimeUnit.SECONDS.toMillis(CPU_SECONDS));
                cpu[0] = -running.facts().cpuNanos();
                session.workers().cut(flow.group(), -1);
                Clock.until(end);
                cpu[0] += running.facts().cpuNanos();
              });
      running.requireAlive();
      var figures = outcome.figures();
      figures.put(Metric.CPU_SECONDS, cpu[0] / 1e9);
      session.add(
          this,
          session.profile().clients() * 4 + " clients",
          0,
          Session.label(target, variant),
          figures,
          outcome.problems());
      session.workers().close(flow.group());
    }
  }
}
