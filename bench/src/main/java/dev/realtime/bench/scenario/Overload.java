package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.load.Publisher;
import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.Target.Feature;
import dev.realtime.bench.target.TargetOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Twice the connections and twice the publications that a node is configured for. */
final class Overload implements Scenario {
  private static final int RATE = 50;
  private static final int BYTES = 128;

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public String description() {
    return ("A node that takes so many connections and %d publications/s into a channel is given"
            + " twice as many of both: first its own load (after a surplus that is not measured, in"
            + " which the JVMs compile), then the double one for two windows, then its own"
            + " again. The surplus connects evenly over nine tenths of the window; the time for a refusal is that of"
            + " all of them at once, 64 at a time.")
        .formatted(RATE);
  }

  @Override
  public Set<Feature> needs() {
    return EnumSet.of(Feature.PACED_DRAIN);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    int count = session.profile().clients();
    // One connection more: the publisher's.
    TargetOptions.Caps caps = new TargetOptions.Caps(count + 1, RATE);
    TargetOptions options =
        TargetOptions.standard(session.port()).withVariant(variant).withCaps(caps);
    try (RunningTarget running = target.start(options)) {
      String label = Session.label(target, variant);
      Flow flow = new Flow(session.freshName(), session.freshName(), 1, BYTES);
      session.connect(
          flow.group(),
          Session.clients(running.endpoint(), count, flow.channels(true, false), BYTES));
      // Below the bound by a tenth: the schedule's own jitter must not meet it.
      double own = RATE * 0.9;
      Probe probe = new Probe(session, running, flow);
      probe.warm(own);
      String surplus = session.freshName();
      ClientPlan more =
          Session.clients(
              running.endpoint(), count, count, flow.channels(true, false), BYTES, false);
      // Server and generator compile in the first refusals, and the publisher would be late for it.
      refusals(session, surplus, more);
      session.workers().close(surplus);
      Measurement before = probe.takeLong(own);
      session.add(this, "its own load", 0, label, before.figures(), before.problems());

      // Done before the window ends, so that all of it is in the window.
      int perSecond = Math.max(1, count * 1000 / (session.profile().longMillis() * 9 / 10));
      ClientPlan overTheWindow = more.at(new ClientPlan.Pace(64, perSecond, 120));
      double calm = before.p99Millis();
      long turnedDown = 0;
      for (String point : List.of("twice as much", "twice as much, going on")) {
        long[] refused = {0};
        Measurement during =
            probe.takeLong(own * 2, () -> refused[0] = refusals(session, surplus, overTheWindow));
        turnedDown += during.published().refused();
        List<String> problems = problems(during, turnedDown, count);
        if (refused[0] != count) {
          problems.add("%d of %d surplus connections were refused".formatted(refused[0], count));
        }
        Map<String, Double> figures = during.figures();
        figures.put(Metric.P99_RATIO, during.p99Millis() / calm);
        figures.put(Metric.REFUSED, (double) refused[0]);
        figures.put(Metric.REFUSED_PUBLISHES, (double) during.published().refused());
        session.add(this, point, 1, label, figures, problems);
        session.workers().close(surplus);
      }
      long from = System.nanoTime();
      refusals(session, surplus, more);
      double each = (System.nanoTime() - from) / 1e6 / count;
      session.workers().close(surplus);
      session.add(this, "all at once", 2, label, Map.of(Metric.REFUSED_EACH, each), List.of());

      Measurement after = probe.takeLong(own);
      Map<String, Double> recovered = after.figures();
      recovered.put(Metric.P99_RATIO, after.p99Millis() / calm);
      recovered.put(Metric.REFUSED_PUBLISHES, (double) after.published().refused());
      turnedDown += after.published().refused();
      session.add(
          this, "its own load again", 3, label, recovered, problems(after, turnedDown, count));
      session.workers().close(flow.group());
    }
  }

  /**
   * What is wrong although publications may be refused: what was taken has to reach everybody.
   *
   * @param refused publications so far, which reach nobody
   */
  private static List<String> problems(Measurement taken, long refused, int clients) {
    List<String> problems = new ArrayList<>();
    long lost = taken.load().eventsBeginning("lost: ");
    if (lost > 0) {
      problems.add(lost + " connections were lost");
    }
    if (taken.load().duplicates() > 0) {
      problems.add(taken.load().duplicates() + " publications came twice or out of order");
    }
    Publisher.Published published = taken.published();
    long unanswered = published.sent() - published.accepted() - published.refused();
    if (unanswered > 0) {
      problems.add(unanswered + " publications were not answered");
    }
    long lacking = taken.load().gaps() + taken.missing().publications();
    if (lacking != refused * clients) {
      problems.add(
          "%d deliveries are lacking, and those of %d refused publications to %d clients would be %d"
              .formatted(lacking, refused, clients, refused * clients));
    }
    return problems;
  }

  /** How many of a group were not let in. */
  private static long refusals(Session session, String group, ClientPlan plan)
      throws InterruptedException {
    return session.workers().connect(group, plan).eventsBeginning("failed: ");
  }
}
