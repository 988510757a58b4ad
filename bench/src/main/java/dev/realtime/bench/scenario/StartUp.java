package dev.realtime.bench.scenario;

import dev.realtime.bench.measure.Clock;
import dev.realtime.bench.measure.Spread;
import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.Target.Feature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** From starting a process to the first accepted connection, and its memory at rest. */
final class StartUp implements Scenario {
  private static final int REST_MILLIS = 1500;

  /** The first one finds files that nobody has read yet. */
  private static final int STARTS = 3;

  @Override
  public String name() {
    return "start-up";
  }

  @Override
  public String description() {
    return "From starting the process to the first accepted connection, the median of three; memory of the"
        + " last 1.5 s later.";
  }

  @Override
  public Set<Feature> needs() {
    return EnumSet.noneOf(Feature.class);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    List<Double> starts = new ArrayList<>();
    double resident = 0;
    for (int i = 0; i < STARTS; i++) {
      try (RunningTarget running = session.start(target, variant)) {
        starts.add((double) running.startMillis());
        Clock.until(Clock.inMillis(REST_MILLIS));
        resident = running.facts().memory().rssKib() / 1024.0;
      }
    }
    session.add(
        this,
        "process",
        0,
        Session.label(target, variant),
        Map.of(Metric.START, Spread.of(starts).median(), Metric.RSS, resident),
        List.of());
  }
}
