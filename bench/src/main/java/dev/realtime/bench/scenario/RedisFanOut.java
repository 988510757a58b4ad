package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.target.RedisServer;
import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.Target.Feature;
import dev.realtime.bench.target.TargetOptions;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Two nodes on one Redis: published at the one, heard at the other. */
final class RedisFanOut implements Scenario {
  private static final int BYTES = 128;
  private static final List<Integer> RATES = List.of(20, 150, 400);

  @Override
  public String name() {
    return "redis-fan-out";
  }

  @Override
  public String description() {
    return ("Two nodes on one Redis: one publisher at the one, all subscribers of its channel, which has a"
            + " history, at the other, and as many idle clients at the first; %d B a message. CPU time is that of both nodes.")
        .formatted(BYTES);
  }

  @Override
  public Set<Feature> needs() {
    return EnumSet.of(Feature.REDIS, Feature.RECOVERY);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    try (RedisServer redis = RedisServer.start(session.workshop(), session.port());
        RunningTarget publishing = start(session, target, variant, redis);
        RunningTarget hearing = start(session, target, variant, redis)) {
      Flow flow =
          new Flow(session.freshName(), TargetOptions.RECOVERABLE + session.freshName(), 1, BYTES);
      int subscribers = session.profile().subscribers().getFirst();
      // As many clients at either node, or surplus would be moved over while the load is on.
      String idle = session.freshName();
      session.connect(
          idle,
          Session.clients(
              publishing.endpoint(),
              subscribers,
              subscribers,
              new ClientPlan.Channels(session.freshName(), 1, true, false),
              BYTES,
              true));
      session.connect(
          flow.group(),
          Session.clients(
              hearing.endpoint(), subscribers, 0, flow.channels(true, true), BYTES, true));
      Probe probe =
          new Probe(session, List.of(publishing, hearing), publishing.endpoint(), flow, 1);
      probe.warm(RATES.getLast());
      for (int rate : RATES) {
        long cpu = -redis.facts().cpuNanos();
        long published = -flow.counter().total();
        Measurement taken = probe.take(rate);
        cpu += redis.facts().cpuNanos();
        published += flow.counter().total();
        Map<String, Double> figures = taken.figures();
        figures.put(Metric.REDIS_CPU, cpu / 1e3 / published);
        session.add(
            this,
            subscribers + " subscribers, " + rate + "/s",
            rate,
            Session.label(target, variant),
            figures,
            taken.problems());
      }
      session.workers().close(idle);
      session.workers().close(flow.group());
    }
  }

  private static RunningTarget start(
      Session session, Target target, String variant, RedisServer redis)
      throws IOException, InterruptedException {
    return Session.startHealthy(
        target,
        TargetOptions.standard(session.port()).withVariant(variant).withRedis(redis.port()));
  }
}
