package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.measure.Clock;
import dev.realtime.bench.target.RealtimeServer;
import dev.realtime.bench.target.RedisServer;
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

/**
 * What grows with what: points over a wide range of connections, subscribers, channels and nodes,
 * from which {@code ./dev bench fit} takes the cost of each.
 */
public final class Growth implements Scenario {
  /** Of the scenario. */
  public static final String NAME = "growth";

  /** What the points of each series are called, after their number. */
  public static final String CONNECTIONS = " connections";

  public static final String SUBSCRIBERS = " subscribers, ";
  public static final String CHANNELS = " channels";
  public static final String NODES = " nodes";

  private static final int BYTES = 128;
  private static final int NO_PAYLOADS = 64;
  private static final int REST_MILLIS = 2500;
  private static final List<Integer> AUDIENCES = List.of(100, 500, 1000, 2000, 5000, 10_000);
  private static final List<Integer> RATES = List.of(5, 20, 50);
  private static final List<Integer> CHANNEL_COUNTS = List.of(1, 30, 1000);
  private static final int CHANNEL_RATE = 1000;
  private static final int CHANNEL_WARM_RATE = 8000;
  private static final int PUBLISHERS = 4;
  private static final List<Integer> NODE_COUNTS = List.of(1, 2, 3);
  private static final int NODE_CHANNELS = 50;
  private static final int NODE_RATE = 500;
  private static final int NODE_WARM_RATE = 2000;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return ("Memory and the cost of connecting over the number of connections; CPU of the server"
            + " over subscribers and rate; over channels with one subscriber each, at %d/s; CPU of"
            + " Redis and of all servers over nodes, each with a subscriber in each of %d"
            + " recoverable channels, at %d/s.")
        .formatted(CHANNEL_RATE, NODE_CHANNELS, NODE_RATE);
  }

  @Override
  public Set<Feature> needs() {
    return EnumSet.of(Feature.TOKENS, Feature.RECOVERY, Feature.REDIS, Feature.CHANNELS);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    String label = Session.label(target, variant);
    try (RunningTarget running = session.start(target, variant)) {
      connections(session, label, running);
    }
    try (RunningTarget running = session.start(target, variant)) {
      subscribers(session, label, running);
    }
    try (RunningTarget running = session.start(target, variant)) {
      channels(session, label, running);
    }
    for (int count : NODE_COUNTS) {
      nodes(session, target, variant, count);
    }
  }

  private void connections(Session session, String label, RunningTarget running)
      throws InterruptedException {
    String prefix = TargetOptions.RECOVERABLE + session.freshName();
    var channels = new ClientPlan.Channels(prefix, 1, true, true);
    int before = 0;
    for (int count : session.profile().connections()) {
      long cpu = -running.facts().cpuNanos();
      session.connect(
          prefix + count,
          Session.clients(running.endpoint(), count - before, before, channels, NO_PAYLOADS, true));
      cpu += running.facts().cpuNanos();
      Clock.until(Clock.inMillis(REST_MILLIS));
      double resident = running.facts().memory().rssKib() / 1024.0;
      session.add(
          this,
          count + CONNECTIONS,
          count,
          label,
          Map.of(Metric.RSS, resident, Metric.CPU_PER_CONNECT, cpu / 1e3 / (count - before)),
          List.of());
      before = count;
    }
    for (int count : session.profile().connections()) {
      session.workers().close(prefix + count);
    }
  }

  private void subscribers(Session session, String label, RunningTarget running)
      throws InterruptedException {
    for (int audience : AUDIENCES) {
      Flow flow = new Flow(session.freshName(), session.freshName(), 1, BYTES);
      session.connect(
          flow.group(),
          Session.clients(
              running.endpoint(), audience, 0, flow.channels(true, false), BYTES, true));
      // Warms up, as in the other scenarios.
      Probe probe = new Probe(session, running, flow);
      probe.warm(RATES.getLast());
      for (int rate : RATES) {
        Measurement taken = probe.takeLong(rate);
        add(session, audience + SUBSCRIBERS + rate + "/s", audience, label, rate, taken, Map.of());
      }
      session.workers().close(flow.group());
    }
  }

  private void channels(Session session, String label, RunningTarget running)
      throws InterruptedException {
    for (int count : CHANNEL_COUNTS) {
      Flow flow = new Flow(session.freshName(), session.freshName(), count, BYTES);
      session.connect(
          flow.group(),
          Session.clients(running.endpoint(), count, 0, flow.channels(false, false), BYTES, true));
      Probe probe = new Probe(session, List.of(running), running.endpoint(), flow, PUBLISHERS);
      probe.warm(CHANNEL_WARM_RATE);
      Measurement taken = probe.take(CHANNEL_RATE);
      add(session, count + CHANNELS, count, label, CHANNEL_RATE, taken, Map.of());
      session.workers().close(flow.group());
    }
  }

  private void nodes(Session session, Target target, String variant, int count)
      throws IOException, InterruptedException {
    List<RunningTarget> nodes = new ArrayList<>();
    try (RedisServer redis = RedisServer.start(session.workshop(), session.port())) {
      for (int i = 0; i < count; i++) {
        var options =
            TargetOptions.standard(session.port()).withVariant(variant).withRedis(redis.port());
        RunningTarget node = target.start(options);
        nodes.add(node);
        RealtimeServer.awaitHealthy(node);
      }
      String prefix = TargetOptions.RECOVERABLE + session.freshName();
      Flow flow = new Flow(session.freshName(), prefix, NODE_CHANNELS, BYTES);
      connectToEach(session, nodes, flow);
      Probe probe = new Probe(session, nodes, nodes.getFirst().endpoint(), flow, PUBLISHERS);
      probe.warm(NODE_WARM_RATE);
      long cpu = -redis.facts().cpuNanos();
      long published = -flow.counter().total();
      Measurement taken = probe.take(NODE_RATE);
      cpu += redis.facts().cpuNanos();
      published += flow.counter().total();
      Map<String, Double> ofRedis = Map.of(Metric.REDIS_CPU, cpu / 1e3 / published);
      String label = Session.label(target, variant);
      add(session, count + NODES, count, label, NODE_RATE, taken, ofRedis);
      session.workers().close(flow.group());
    } finally {
      nodes.forEach(RunningTarget::close);
    }
  }

  /** One client at each node, in all channels: the clients are dealt to the ports by turns. */
  private static void connectToEach(Session session, List<RunningTarget> nodes, Flow flow)
      throws InterruptedException {
    List<Integer> ports = new ArrayList<>();
    nodes.forEach(node -> ports.addAll(node.endpoint().ports()));
    ClientPlan.Endpoint first = nodes.getFirst().endpoint();
    var all = new ClientPlan.Endpoint(ports, first.dialect(), first.secret(), first.tls());
    session.connect(
        flow.group(),
        Session.clients(all, nodes.size(), 0, flow.channels(true, true), flow.bytes(), true));
  }

  private void add(
      Session session,
      String point,
      double x,
      String label,
      double rate,
      Measurement taken,
      Map<String, Double> more) {
    Map<String, Double> figures = taken.figures();
    figures.put(Metric.RATE, rate);
    figures.put(
        Metric.CPU_PER_PUBLICATION, taken.cpuNanos() / 1e3 / (rate * taken.windowSeconds()));
    figures.putAll(more);
    session.add(this, point, x, label, figures, taken.problems());
  }
}
