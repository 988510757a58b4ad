package dev.realtime.bench.scenario;

import dev.realtime.bench.measure.Clock;
import dev.realtime.bench.measure.Spread;
import dev.realtime.bench.target.RealtimeServer;
import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.Target.Feature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * From starting a process to the first accepted connection and to being ready, and its memory at
 * rest; of a JVM with its options, too.
 */
final class StartUp implements Scenario {
  private static final int REST_MILLIS = 1000;

  /** The first one finds files that nobody has read yet. */
  private static final int STARTS = 3;

  private final boolean variants;

  /**
   * @param variants with the AOT cache and compact object headers on and off, each by itself
   */
  StartUp(boolean variants) {
    this.variants = variants;
  }

  @Override
  public String name() {
    return variants ? "start-up-variants" : "start-up";
  }

  @Override
  public String description() {
    return (variants
            ? "With the AOT cache and compact object headers on and off, each by itself: from"
            : "From")
        + " starting the process to the first accepted connection, and of the project's server to the"
        + " first 200 of /readyz; memory a second later. Medians of three starts.";
  }

  @Override
  public Set<Feature> needs() {
    return variants ? EnumSet.of(Feature.JVM) : EnumSet.noneOf(Feature.class);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    measure(session, target, variant);
    if (variants && variant.isEmpty()) {
      for (String other : RealtimeServer.JVM_VARIANTS) {
        target.build(other);
        measure(session, target, other);
      }
    }
  }

  private void measure(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    List<Double> starts = new ArrayList<>();
    List<Double> ready = new ArrayList<>();
    List<Double> resident = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      try (RunningTarget running = session.start(target, variant)) {
        starts.add((double) running.startMillis());
        if (target.features().contains(Feature.JVM)) {
          ready.add((double) RealtimeServer.awaitReady(running));
        }
        Clock.until(Clock.inMillis(REST_MILLIS));
        resident.add(running.facts().memory().rssKib() / 1024.0);
      }
    }
    Map<String, Double> figures = new TreeMap<>();
    figures.put(Metric.START, Spread.of(starts).median());
    figures.put(Metric.RSS, Spread.of(resident).median());
    if (!ready.isEmpty()) {
      figures.put(Metric.READY, Spread.of(ready).median());
    }
    session.add(this, "process", 0, Session.label(target, variant), figures, List.of());
  }
}
