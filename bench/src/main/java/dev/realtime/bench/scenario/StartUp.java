package dev.realtime.bench.scenario;

import dev.realtime.bench.measure.Clock;
import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.Target.Feature;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** From starting a process to the first accepted connection, and its memory at rest. */
final class StartUp implements Scenario {
  private static final int REST_MILLIS = 1500;

  @Override
  public String name() {
    return "start-up";
  }

  @Override
  public String description() {
    return "From starting the process to the first accepted connection; memory 1.5 s later.";
  }

  @Override
  public Set<Feature> needs() {
    return EnumSet.noneOf(Feature.class);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    try (RunningTarget running = session.start(target, variant)) {
      Clock.until(Clock.inMillis(REST_MILLIS));
      session.add(
          this,
          "process",
          0,
          Session.label(target, variant),
          Map.of(
              Metric.START,
              (double) running.startMillis(),
              Metric.RSS,
              running.facts().memory().rssKib() / 1024.0),
          List.of());
    }
  }
}
