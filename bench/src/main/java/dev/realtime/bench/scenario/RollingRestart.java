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
  private static final int WARM_CLIENTS = 200;

  /** The drain window is shorter than this. */
  private static final int END_SECONDS = 60;

  @Override
  public String name() {
    return "rolling-restart";
  }

  @Override
  public String description() {
    return ("Two nodes on one Redis, %d/s published through the one that stays; one after the other"
            + " gets SIGTERM and is out of service from then on, as its Service in Kubernetes takes"
            + " it out; the first one is started anew in between. Clients go over to the other one"
            + " and recover. Evenly spread returns have their busiest second at 1.")
        .formatted(RATE);
  }

  @Override
  public Set<Feature> needs() {
    return EnumSet.of(Feature.REDIS, Feature.RECOVERY);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    int port = session.port();
    try (RedisServer redis = RedisServer.start(session.workshop(), session.port());
        RunningTarget first = Session.startHealthy(target, options(port, variant, redis));
        RunningTarget second =
            Session.startHealthy(target, options(session.port(), variant, redis))) {
      Flow flow =
          new Flow(session.freshName(), TargetOptions.RECOVERABLE + session.freshName(), 1, BYTES);
      List<Integer> ports = new ArrayList<>(first.endpoint().ports());
      ports.addAll(second.endpoint().ports());
      ClientPlan.Endpoint both =
          new ClientPlan.Endpoint(
              ports, second.endpoint().dialect(), second.endpoint().secret(), false);
      warm(session, both);
      Trouble trouble = new Trouble(session, both, flow, RATE);
      int clients = session.profile().clients() * 5;
      trouble.connect(clients);
      String label = Session.label(target, variant);
      end(session, trouble, first, second, clients / 2 + " of " + clients + " move", label, 0);
      // The first one is started anew, as an orchestrator would, and takes everybody.
      try (RunningTarget again = Session.startHealthy(target, options(port, variant, redis))) {
        end(session, trouble, second, again, "all " + clients + " move", label, 1);
        session.workers().close(flow.group());
      }
    }
  }

  /**
   * Sends some clients before: the first commands to Redis of a process just started may take
   * longer than a node waits for them, and what that costs is not the question here.
   */
  private static void warm(Session session, ClientPlan.Endpoint both) throws InterruptedException {
    String group = session.freshName();
    var channels =
        new ClientPlan.Channels(TargetOptions.RECOVERABLE + session.freshName(), 1, true, true);
    session.workers().connect(group, Session.clients(both, WARM_CLIENTS, channels, BYTES));
    session.workers().close(group);
  }

  private void end(
      Session session,
      Trouble trouble,
      RunningTarget leaving,
      RunningTarget staying,
      String point,
      String label,
      int x)
      throws IOException, InterruptedException {
    boolean[] ended = {false};
    Trouble.Outcome outcome =
        trouble.during(
            staying.endpoint(),
            SECONDS,
            () -> {
              session.workers().route(trouble.group(), staying.endpoint().ports());
              ended[0] = leaving.terminate(END_SECONDS);
            });
    staying.requireAlive();
    List<String> problems = new ArrayList<>(outcome.problems());
    if (!ended[0]) {
      problems.add("the node had not ended " + END_SECONDS + " s after SIGTERM");
    }
    session.add(this, point, x, label, outcome.figures(), problems);
  }

  private static TargetOptions options(int port, String variant, RedisServer redis) {
    return TargetOptions.standard(port).withVariant(variant).withRedis(redis.port());
  }
}
