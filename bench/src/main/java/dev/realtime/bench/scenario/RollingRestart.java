package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.target.RedisServer;
import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.Target.Feature;
import dev.realtime.bench.target.TargetOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Two nodes on one Redis; one is asked to end, its clients go over to the other. */
final class RollingRestart implements Scenario {
  private static final int RATE = 20;
  private static final int BYTES = 128;
  private static final int SECONDS = 20;

  /** The drain window is shorter than this. */
  private static final int END_SECONDS = 60;

  @Override
  public String name() {
    return "rolling-restart";
  }

  @Override
  public String description() {
    return ("Two nodes on one Redis, %d/s published through the one that stays; the other gets"
            + " SIGTERM. Its clients return to the first and recover. Evenly spread returns have"
            + " their busiest second at 1.")
        .formatted(RATE);
  }

  @Override
  public Set<Feature> needs() {
    return EnumSet.of(Feature.REDIS, Feature.RECOVERY);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    try (RedisServer redis = RedisServer.start(session.workshop(), session.port());
        RunningTarget leaving = start(session, target, variant, redis);
        RunningTarget staying = start(session, target, variant, redis)) {
      Flow flow =
          new Flow(session.freshName(), TargetOptions.RECOVERABLE + session.freshName(), 1, BYTES);
      List<Integer> ports = new ArrayList<>(leaving.endpoint().ports());
      ports.addAll(staying.endpoint().ports());
      ClientPlan.Endpoint both =
          new ClientPlan.Endpoint(
              ports, staying.endpoint().dialect(), staying.endpoint().secret(), false);
      Trouble trouble = new Trouble(session, both, flow, RATE);
      int clients = session.profile().clients() * 4;
      trouble.connect(clients);
      boolean[] ended = {false};
      Trouble.Outcome outcome =
          trouble.during(
              staying.endpoint(), SECONDS, () -> ended[0] = leaving.terminate(END_SECONDS));
      staying.requireAlive();
      List<String> problems = new ArrayList<>(outcome.problems());
      if (!ended[0]) {
        problems.add("the node had not ended " + END_SECONDS + " s after SIGTERM");
      }
      session.add(
          this,
          clients / 2 + " of " + clients + " clients move",
          0,
          Session.label(target, variant),
          outcome.figures(),
          problems);
      session.workers().close(flow.group());
    }
  }

  private static RunningTarget start(
      Session session, Target target, String variant, RedisServer redis)
      throws IOException, InterruptedException {
    return target.start(
        TargetOptions.standard(session.port()).withVariant(variant).withRedis(redis.port()));
  }
}
