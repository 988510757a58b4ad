package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.measure.Clock;
import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.Target.Feature;
import dev.realtime.bench.target.TargetOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Connections come and go for a long time: memory ends where it was, and no buffer is lost. */
final class Soak implements Scenario {
  private static final int RATE = 20;
  private static final int BYTES = 512;
  private static final int CUTS_PER_SECOND = 10;

  /** Of the clients, cut each second. */
  private static final double SHARE = 0.05;

  private static final int SLOW = 50;
  private static final int SLOW_SECONDS = 10;

  /** How many samples a soak has at most, none within less than {@link #SLOW_SECONDS}. */
  private static final int SAMPLES = 30;

  /** What may live more at the end than at the first sample: share, and MiB beside it. */
  private static final double GROWTH = 1.1;

  private static final double GROWTH_MIB = 2;

  private static final int RECEIVE_BUFFER = 4096;

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public String description() {
    return ("%.0f %% of the connections are cut each second and come back to recover, and every ten"
            + " seconds %d that never read come and go, with %d/s published. The heap grows until the"
            + " JVM collects its old generation; what lives is what a collection, forced at the first"
            + " and at the last sample only, leaves. With the variant 'leaks' every buffer is"
            + " watched.")
        .formatted(SHARE * 100, SLOW, RATE);
  }

  @Override
  public Set<Feature> needs() {
    return EnumSet.of(Feature.RECOVERY, Feature.QUEUES);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    TargetOptions options =
        TargetOptions.standard(session.port())
            .withVariant(variant)
            .withQueue(64 << 10, "disconnect");
    try (RunningTarget running = target.start(options)) {
      Flow flow =
          new Flow(session.freshName(), TargetOptions.RECOVERABLE + session.freshName(), 1, BYTES);
      Trouble trouble = new Trouble(session, running.endpoint(), flow, RATE);
      int clients = session.profile().clients();
      trouble.connect(clients);
      String label = Session.label(target, variant);
      List<Sample> samples = new ArrayList<>();
      Trouble.Outcome outcome =
          trouble.during(
              session.profile().soakSeconds() + 3,
              () -> churn(session, running, flow, clients, samples));
      running.requireAlive();
      List<String> problems = new ArrayList<>(outcome.problems());
      int leaks = running.outputWith("LEAK:").size();
      if (leaks > 0) {
        problems.add(leaks + " leak reports, see the log of the target");
      }
      growth(samples).ifPresent(problems::add);
      for (Sample sample : samples) {
        boolean last = sample.equals(samples.getLast());
        session.add(
            this,
            sample.second() + " s",
            sample.second(),
            label,
            sample.figures(),
            last ? problems : List.of());
      }
      session.workers().close(flow.group());
    }
  }

  /** Figures so many seconds after the beginning. */
  private record Sample(int second, Map<String, Double> figures) {}

  private static Optional<String> growth(List<Sample> samples) {
    Double first = samples.getFirst().figures().get(Metric.LIVE_HEAP);
    Double last = samples.getLast().figures().get(Metric.LIVE_HEAP);
    return first == null || last == null || last <= first * GROWTH + GROWTH_MIB
        ? Optional.empty()
        : Optional.of(
            "%.1f MiB of the heap lived at the beginning and %.1f at the end"
                .formatted(first, last));
  }

  private void churn(
      Session session, RunningTarget running, Flow flow, int clients, List<Sample> samples)
      throws IOException, InterruptedException {
    int seconds = session.profile().soakSeconds();
    int every = Math.ceilDiv(Math.ceilDiv(seconds, SAMPLES), SLOW_SECONDS) * SLOW_SECONDS;
    long next = System.nanoTime();
    String slow = "";
    for (int i = 1; i <= seconds * CUTS_PER_SECOND; i++) {
      session.workers().cut(flow.group(), Math.max(1, (int) (clients * SHARE / CUTS_PER_SECOND)));
      int second = i / CUTS_PER_SECOND;
      boolean full = i % CUTS_PER_SECOND == 0;
      if (full && second % every == 0) {
        samples.add(
            new Sample(second, figures(running, second == every || second + every > seconds)));
      }
      if (full && second % SLOW_SECONDS == 0) {
        if (!slow.isEmpty()) {
          session.workers().close(slow);
        }
        slow = session.freshName();
        ClientPlan sleepers =
            Session.clients(
                    running.endpoint(), SLOW, clients, flow.channels(true, false), BYTES, false)
                .notReading(RECEIVE_BUFFER);
        session.workers().connect(slow, sleepers);
      }
      next += 1_000_000_000L / CUTS_PER_SECOND;
      Clock.until(next);
    }
    if (!slow.isEmpty()) {
      session.workers().close(slow);
    }
  }

  /**
   * @param collect whether to see what lives too
   */
  private static Map<String, Double> figures(RunningTarget running, boolean collect)
      throws IOException, InterruptedException {
    Map<String, Double> figures = MemoryFigures.withSockets(running);
    if (collect) {
      MemoryFigures.liveHeap(running).ifPresent(live -> figures.put(Metric.LIVE_HEAP, live));
    }
    return figures;
  }
}
