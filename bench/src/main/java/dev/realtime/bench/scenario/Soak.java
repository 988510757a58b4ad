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
import java.util.Set;

/** Connections come and go for a long time: memory ends where it was, and no buffer is lost. */
final class Soak implements Scenario {
  private static final int RATE = 20;
  private static final int BYTES = 512;
  private static final int CUTS_PER_SECOND = 10;

  /** Of the clients, cut each second. */
  private static final double SHARE = 0.05;

  private static final int SLOW = 50;
  private static final int RECEIVE_BUFFER = 4096;

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public String description() {
    return ("%.0f %% of the connections are cut each second and come back to recover, and every ten"
            + " seconds %d that never read come and go, with %d/s published. With the variant"
            + " 'leaks' every buffer is watched.")
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
      List<Map<String, Double>> samples = new ArrayList<>();
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
      for (int i = 0; i < samples.size(); i++) {
        int at = (i + 1) * 10;
        boolean last = i == samples.size() - 1;
        session.add(this, at + " s", at, label, samples.get(i), last ? problems : List.of());
      }
      session.workers().close(flow.group());
    }
  }

  private void churn(
      Session session,
      RunningTarget running,
      Flow flow,
      int clients,
      List<Map<String, Double>> samples)
      throws IOException, InterruptedException {
    long next = System.nanoTime();
    String slow = "";
    for (int i = 1; i <= session.profile().soakSeconds() * CUTS_PER_SECOND; i++) {
      session.workers().cut(flow.group(), Math.max(1, (int) (clients * SHARE / CUTS_PER_SECOND)));
      if (i % (10 * CUTS_PER_SECOND) == 0) {
        samples.add(MemoryFigures.of(running));
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
}
