package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.load.LoadResult;
import dev.realtime.bench.measure.Clock;
import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.Target.Feature;
import dev.realtime.bench.target.TargetOptions;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everybody connects at once: to a process just started, and again to a warm one. */
final class ConnectStorm implements Scenario {
  private static final int REST_MILLIS = 500;

  /** A JVM has compiled what is hot after some 30,000 connects; a server has had them in a day. */
  private static final int STORMS_TO_WARM = 12;

  private static final int NO_PAYLOADS = 64;

  private final boolean tokens;
  private final boolean tls;

  ConnectStorm(boolean tokens, boolean tls) {
    this.tokens = tokens;
    this.tls = tls;
  }

  @Override
  public String name() {
    return "connect-storm" + (tokens ? "-jwt" : "") + (tls ? "-tls" : "");
  }

  @Override
  public String description() {
    return "Clients connect%s%s and subscribe to one channel, 256 at a time; cold is a process just"
            .formatted(tokens ? " with a token" : " as anybody", tls ? " over TLS" : "")
        + " started, second the next storm, warm one after %d more.".formatted(STORMS_TO_WARM);
  }

  @Override
  public Set<Feature> needs() {
    EnumSet<Feature> needs = EnumSet.of(Feature.CENTRIFUGO);
    if (tokens) {
      needs.add(Feature.TOKENS);
    }
    if (tls) {
      needs.add(Feature.TLS);
    }
    return needs;
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    TargetOptions options = TargetOptions.standard(session.port()).withVariant(variant);
    if (!tokens) {
      options = options.anonymous();
    }
    if (tls) {
      options = options.with(Certificates.selfSigned(session.workshop()));
    }
    String label = Session.label(target, variant);
    int repetitions = session.profile().windows();
    for (int i = 1; i < repetitions; i++) {
      session.turn();
      try (RunningTarget fresh = target.start(options.withPort(session.port()))) {
        storm(session, label, fresh, "cold", i);
        storm(session, label, fresh, "second", i);
      }
    }
    session.turn();
    try (RunningTarget running = target.start(options)) {
      storm(session, label, running, "cold", 0);
      storm(session, label, running, "second", 0);
      session.turn();
      for (int i = 0; i < STORMS_TO_WARM; i++) {
        storm(session, label, running, "", 0);
      }
      for (int i = 0; i < repetitions; i++) {
        session.turn();
        storm(session, label, running, "warm", i);
      }
    }
  }

  private void storm(
      Session session, String target, RunningTarget running, String point, int repetition)
      throws InterruptedException {
    Clock.until(Clock.inMillis(REST_MILLIS));
    String group = session.freshName();
    int count = session.profile().storm();
    ClientPlan.Channels channels = new ClientPlan.Channels(group, 1, true, false);
    ClientPlan plan =
        Session.clients(running.endpoint(), count, channels, NO_PAYLOADS)
            .at(new ClientPlan.Pace(256, 0, 120));
    long cpu = -running.facts().cpuNanos();
    long began = System.nanoTime();
    LoadResult result = session.connect(group, plan);
    double seconds = (System.nanoTime() - began) / 1e9;
    cpu += running.facts().cpuNanos();
    if (!point.isEmpty()) {
      session.addWindow(
          this,
          point + ", " + count + " connects",
          List.of("cold", "second", "warm").indexOf(point),
          target,
          repetition,
          Map.of(
              Metric.CONNECTS,
              count / seconds,
              Metric.CPU_PER_CONNECT,
              cpu / 1e3 / count,
              Metric.CONNECT_P99,
              result.connectMicros().getValueAtPercentile(99) / 1e3),
          List.of());
    }
    session.workers().close(group);
  }
}
