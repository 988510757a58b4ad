package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;
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
            + " slow ones.")
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
      Measurement.take(session, running, flow, RATE);
      Measurement.take(session, running, flow, RATE);
      Measurement without = Measurement.take(session, running, flow, RATE);
      Map<String, Double> calm = without.figures();
      calm.putAll(MemoryFigures.of(running));
      session.add(this, "readers only", 0, label, calm, without.problems());

      String slow = session.freshName();
      ClientPlan sleepers =
          Session.clients(
                  running.endpoint(), count, count, flow.channels(true, false), BYTES, false)
              .notReading(RECEIVE_BUFFER);
      session.connect(slow, sleepers);
      running.facts().resetPeak();
      // The queues fill in the first of these windows; the worst of the two counts.
      Measurement filling = Measurement.take(session, running, flow, RATE);
      Measurement full = Measurement.take(session, running, flow, RATE);
      Measurement worst = filling.p99Millis() > full.p99Millis() ? filling : full;
      Map<String, Double> figures = worst.figures();
      figures.put(Metric.P99_RATIO, worst.p99Millis() / without.p99Millis());
      figures.putAll(MemoryFigures.of(running));
      figures.put(Metric.PEAK, running.facts().peakKib() / 1024.0);
      List<String> problems = new ArrayList<>(full.problems());
      session.add(this, "with as many slow ones", 1, label, figures, problems);
      session.workers().close(slow);
      session.workers().close(flow.group());
    }
  }
}
