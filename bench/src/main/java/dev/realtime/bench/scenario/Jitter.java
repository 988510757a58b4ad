package dev.realtime.bench.scenario;

import dev.realtime.bench.measure.Clock;
import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.Target.Feature;
import dev.realtime.bench.target.TargetOptions;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** Connections drawn at random are cut all the time, as on mobile networks. */
final class Jitter implements Scenario {
  private static final int RATE = 20;
  private static final int BYTES = 128;
  private static final int SECONDS = 6;
  private static final int CUTS_PER_SECOND = 10;

  /** Of the clients, cut each second. */
  private static final double SHARE = 0.05;

  @Override
  public String name() {
    return "jitter";
  }

  @Override
  public String description() {
    return ("%.0f %% of the connections, drawn at random, are cut each second for %d s while %d/s are"
            + " published; clients return and recover.")
        .formatted(SHARE * 100, SECONDS, RATE);
  }

  @Override
  public Set<Feature> needs() {
    return EnumSet.of(Feature.RECOVERY);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    try (RunningTarget running = session.start(target, variant)) {
      Flow flow =
          new Flow(session.freshName(), TargetOptions.RECOVERABLE + session.freshName(), 1, BYTES);
      Trouble trouble = new Trouble(session, running.endpoint(), flow, RATE);
      int clients = session.profile().clients() * 2;
      trouble.connect(clients);
      Trouble.Outcome outcome =
          trouble.during(
              SECONDS + 3,
              () -> {
                long next = System.nanoTime();
                for (int i = 0; i < SECONDS * CUTS_PER_SECOND; i++) {
                  session.workers().cut(flow.group(), (int) (clients * SHARE / CUTS_PER_SECOND));
                  next += 1_000_000_000L / CUTS_PER_SECOND;
                  Clock.until(next);
                }
              });
      running.requireAlive();
      session.add(
          this,
          clients + " clients",
          0,
          Session.label(target, variant),
          outcome.figures(),
          outcome.problems());
      session.workers().close(flow.group());
    }
  }
}
