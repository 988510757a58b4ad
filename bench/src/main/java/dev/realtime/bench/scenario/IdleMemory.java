package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.measure.Clock;
import dev.realtime.bench.measure.ProcessFacts;
import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.Target.Feature;
import dev.realtime.bench.target.TargetOptions;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What an idle connection costs in memory: the slope over their number, and the total. */
final class IdleMemory implements Scenario {
  /** Time for the target to come to rest after a step. */
  private static final int REST_MILLIS = 2500;

  private static final int NO_PAYLOADS = 64;

  @Override
  public String name() {
    return "idle-memory";
  }

  @Override
  public String description() {
    return "Idle connections, each with a token and one recoverable subscription, in one process."
        + " The slope is the growth since the first step divided by the connections added;"
        + " no collection is forced.";
  }

  @Override
  public Set<Feature> needs() {
    return EnumSet.of(Feature.TOKENS, Feature.RECOVERY);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    try (RunningTarget running = session.start(target, variant)) {
      Clock.until(Clock.inMillis(REST_MILLIS));
      String label = Session.label(target, variant);
      ProcessFacts.Memory empty = running.facts().memory();
      session.add(this, "0 connections", 0, label, figures(empty), List.of());
      String prefix = TargetOptions.RECOVERABLE + session.freshName();
      List<Integer> steps = session.profile().connections();
      ProcessFacts.Memory first = empty;
      for (int i = 0; i < steps.size(); i++) {
        int before = i == 0 ? 0 : steps.get(i - 1);
        ClientPlan.Channels channels = new ClientPlan.Channels(prefix, 1, true, true);
        session.connect(
            prefix + i,
            Session.clients(
                running.endpoint(), steps.get(i) - before, before, channels, NO_PAYLOADS, false));
        Clock.until(Clock.inMillis(REST_MILLIS));
        ProcessFacts.Memory now = running.facts().memory();
        Map<String, Double> figures = figures(now);
        if (i == 0) {
          first = now;
        } else {
          double grown = now.rssKib() - first.rssKib();
          figures.put(Metric.RSS_SLOPE, grown / (steps.get(i) - steps.getFirst()));
        }
        session.add(this, steps.get(i) + " connections", steps.get(i), label, figures, List.of());
      }
      running.requireAlive();
      for (int i = 0; i < steps.size(); i++) {
        session.workers().close(prefix + i);
      }
    }
  }

  private static Map<String, Double> figures(ProcessFacts.Memory memory) {
    Map<String, Double> figures = new TreeMap<>();
    figures.put(Metric.RSS, memory.rssKib() / 1024.0);
    figures.put(Metric.PSS, memory.pssKib() / 1024.0);
    return figures;
  }
}
