package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.measure.Spread;
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

/** Clients that never read beside as many that do, on one channel. */
final class SlowConsumers implements Scenario {
  private static final int BYTES = 4096;
  private static final int RATE = 50;
  private static final int QUEUE = 256 << 10;

  /** Small, so that what a client does not read waits at the target and not in the kernel. */
  private static final int RECEIVE_BUFFER = 4096;

  private final String policy;

  SlowConsumers(String policy) {
    this.policy = policy;
  }

  @Override
  public String name() {
    return "slow-consumers-" + policy;
  }

  @Override
  public String description() {
    return ("As many clients that never read as clients that do, one channel, %d/s of %d B, %d KiB"
            + " may wait for a client; policy %s (the peer always disconnects). First without the"
            + " slow ones, then in the window in which their queues fill, and in the next.")
        .formatted(RATE, BYTES, QUEUE >> 10, policy);
  }

  @Override
  public Set<Feature> needs() {
    return policy.equals("disconnect")
        ? EnumSet.of(Feature.QUEUES)
        : EnumSet.of(Feature.QUEUES, Feature.PACED_DRAIN);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    TargetOptions options =
        TargetOptions.standard(session.port()).withVariant(variant).withQueue(QUEUE, policy);
    try (RunningTarget running = target.start(options)) {
      String label = Session.label(target, variant);
      int count = session.profile().clients();
      Flow flow = new Flow(session.freshName(), session.freshName(), 1, BYTES);
      ClientPlan readers =
          Session.clients(running.endpoint(), count, flow.channels(true, false), BYTES);
      session.connect(flow.group(), readers);
      Probe probe = new Probe(session, running, flow);
      probe.warm(RATE);
      int windows = session.profile().windows();
      List<Double> calm = new ArrayList<>();
      for (int window = 0; window < windows; window++) {
        session.turn();
        Measurement without = probe.take(RATE);
        calm.add(without.p99Millis());
        Map<String, Double> figures = without.figures();
        figures.putAll(MemoryFigures.of(running));
        session.addWindow(this, "readers only", 0, label, window, figures, without.problems());
      }

      // From here on one after the other: the sockets' memory is counted for the whole machine.
      session.turn();
      String slow = session.freshName();
      ClientPlan sleepers =
          Session.clients(
                  running.endpoint(), count, count, flow.channels(true, false), BYTES, false)
              .notReading(RECEIVE_BUFFER);
      session.connect(slow, sleepers);
      running.facts().resetPeak();
      double before = Spread.of(calm).median();
      // A receiving kernel takes its share too: full is what windows after this one find.
      Measurement filling = probe.takeLong(RATE);
      add(session, "while queues fill", 1, 0, label, filling, before, running);
      for (int window = 0; window < windows; window++) {
        Measurement full = probe.take(RATE);
        add(session, "once they are full", 2, window, label, full, before, running);
      }
      session.workers().close(slow);
      session.workers().close(flow.group());
    }
  }

  private void add(
      Session session,
      String point,
      int order,
      int window,
      String label,
      Measurement measured,
      double before,
      RunningTarget running)
      throws IOException, InterruptedException {
    Map<String, Double> figures = measured.figures();
    figures.put(Metric.P99_RATIO, measured.p99Millis() / before);
    figures.putAll(MemoryFigures.withSockets(running));
    figures.put(Metric.PEAK, running.facts().peakKib() / 1024.0);
    session.addWindow(this, point, order, label, window, figures, measured.problems());
  }
}
