package dev.realtime.bench.scenario;

import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.Target.Feature;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One channel to many subscribers, at rising rates. */
public final class FanOut implements Scenario {
  /** What the scenario with its usual messages is called. */
  public static final String NAME = "fan-out";

  /** What the points begin with that say how far a target went. */
  public static final String SATURATION = "saturation, ";

  /** A target is saturated when its p99 passes this. */
  static final double SATURATED_MILLIS = 500;

  /** Deliveries a second of the load in which a JVM compiles: well within what any target takes. */
  private static final int WARM_DELIVERIES = 100_000;

  private static final int BYTES = 128;

  private final String dialect;
  private final int bytes;

  FanOut() {
    this("", BYTES);
  }

  /**
   * @param dialect empty for the target's default
   */
  FanOut(String dialect, int bytes) {
    this.dialect = dialect;
    this.bytes = bytes;
  }

  @Override
  public String name() {
    String kind = dialect.isEmpty() ? "" : "-" + dialect;
    return bytes == BYTES ? NAME + kind : NAME + kind + "-" + bytes;
  }

  @Override
  public String description() {
    return ("One publisher to one channel, %d B a message, at rising rates until p99 passes %.0f ms or the"
            + " generator itself has no more to give.")
        .formatted(bytes, SATURATED_MILLIS);
  }

  @Override
  public Set<Feature> needs() {
    return dialect.isEmpty() ? EnumSet.noneOf(Feature.class) : EnumSet.of(Feature.CENTRIFUGO);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    for (int subscribers : session.profile().subscribers()) {
      try (RunningTarget running = session.start(target, variant)) {
        measure(session, Session.label(target, variant), running, subscribers);
      }
    }
  }

  private void measure(Session session, String target, RunningTarget running, int subscribers)
      throws InterruptedException {
    Flow flow = new Flow(session.freshName(), session.freshName(), 1, bytes);
    var endpoint = dialect.isEmpty() ? running.endpoint() : running.endpoint(dialect);
    session.connect(
        flow.group(), Session.clients(endpoint, subscribers, flow.channels(true, false), bytes));
    Probe probe = new Probe(session, List.of(running), endpoint, flow, 1);
    probe.warm((double) WARM_DELIVERIES / subscribers);
    Map<String, Double> held = new TreeMap<>(Map.of(Metric.HELD, 0.0));
    for (int rate : session.profile().rates()) {
      boolean saturated = false;
      boolean blameless = false;
      for (int window = 0; window < session.profile().windows() && !saturated; window++) {
        session.turn();
        Measurement taken = soundest(probe, rate);
        session.addWindow(
            this,
            point(subscribers, rate),
            rate,
            target,
            window,
            taken.figures(),
            taken.problems());
        saturated = taken.p99Millis() > SATURATED_MILLIS || taken.missing().clients() > 0;
        blameless = saturated && taken.limitedByGenerator();
      }
      // Latency counts from when a publication is due: a generator in trouble can make a rate look
      // not held, but none look held.
      if (!blameless) {
        held.put(saturated ? Metric.NOT_HELD : Metric.HELD, (double) rate);
      }
      if (saturated) {
        break;
      }
    }
    session.add(this, SATURATION + subscribers + " subscribers", -1, target, held, List.of());
    session.workers().close(flow.group());
  }

  /** Measures, and once more if something else held the generator up. */
  private static Measurement soundest(Probe probe, int rate) throws InterruptedException {
    Measurement first = probe.take(rate);
    return first.limitedByGenerator() ? probe.take(rate) : first;
  }

  private static String point(int subscribers, int rate) {
    return subscribers + " subscribers, " + rate + "/s";
  }
}
