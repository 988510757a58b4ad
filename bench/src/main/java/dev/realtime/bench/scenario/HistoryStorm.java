package dev.realtime.bench.scenario;

import dev.realtime.bench.load.AskPlan;
import dev.realtime.bench.load.Asked;
import dev.realtime.bench.load.PublishPlan;
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

/** Many clients ask for the history of a channel, again and again. */
final class HistoryStorm implements Scenario {
  private static final int CONNECTIONS = 64;
  private static final int LIMIT = 50;
  private static final int BYTES = 128;
  private static final int PUBLISH_RATE = 500;
  private static final int WARM_STORMS = 3;

  @Override
  public String name() {
    return "history-storm";
  }

  @Override
  public String description() {
    return ("%d clients ask for the newest %d publications of %d B of one channel, each anew as soon as"
            + " it is answered (closed loop): cold a process just started, warm after %d more storms.")
        .formatted(CONNECTIONS, LIMIT, BYTES, WARM_STORMS);
  }

  @Override
  public Set<Feature> needs() {
    return EnumSet.of(Feature.RECOVERY);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    try (RunningTarget running = session.start(target, variant)) {
      String prefix = TargetOptions.RECOVERABLE + session.freshName();
      int count = TargetOptions.HISTORY_SIZE;
      PublishPlan fill =
          new PublishPlan(
              running.endpoint(), prefix, 1, 1, 0, count, PUBLISH_RATE, System.nanoTime(), BYTES);
      session.workers().publish(fill);
      session.workers().published();
      AskPlan plan =
          new AskPlan(
              running.endpoint(),
              prefix + 0,
              LIMIT,
              CONNECTIONS,
              session.profile().storm() * 2 / CONNECTIONS);
      String label = Session.label(target, variant);
      storm(session, label, running, plan, "cold");
      for (int i = 0; i < WARM_STORMS; i++) {
        session.workers().ask(plan);
      }
      storm(session, label, running, plan, "warm");
    }
  }

  private void storm(
      Session session, String label, RunningTarget running, AskPlan plan, String point)
      throws InterruptedException {
    long cpu = -running.facts().cpuNanos();
    Asked asked = session.workers().ask(plan);
    cpu += running.facts().cpuNanos();
    running.requireAlive();
    long wanted = (long) plan.connections() * plan.each();
    List<String> problems = new ArrayList<>();
    if (asked.refused() > 0) {
      problems.add("%d of %d requests were refused".formatted(asked.refused(), wanted));
    }
    if (asked.publications() != asked.answered() * LIMIT) {
      problems.add(
          "%d publications came in %d answers".formatted(asked.publications(), asked.answered()));
    }
    session.add(
        this,
        point + ", " + wanted + " requests",
        point.equals("cold") ? 0 : 1,
        label,
        Map.of(
            Metric.REQUESTS,
            asked.answered() / asked.seconds(),
            Metric.CPU_PER_REQUEST,
            cpu / 1e3 / wanted,
            Metric.P50,
            asked.p50Millis(),
            Metric.P99,
            asked.p99Millis()),
        problems);
  }
}
