package dev.realtime.bench.scenario;

import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.Target.Feature;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Many channels with one subscriber each: what publishing costs, rather than fan-out. */
final class ManyChannels implements Scenario {
  private static final int CHANNELS = 1000;
  private static final int PUBLISHERS = 8;
  private static final int BYTES = 128;
  private static final List<Integer> RATES = List.of(2_000, 8_000);

  /** Each publication goes its own way from socket to socket: a JVM takes 100,000 to compile it. */
  private static final int WARMINGS = 3;

  private static final int WARM_RATE = 12_000;

  private final String dialect;
  private final int bytes;

  ManyChannels() {
    this("", BYTES);
  }

  /**
   * @param dialect empty for the target's default
   */
  ManyChannels(String dialect, int bytes) {
    this.dialect = dialect;
    this.bytes = bytes;
  }

  @Override
  public String name() {
    String kind = dialect.isEmpty() ? "" : "-" + dialect;
    return bytes == BYTES ? "many-channels" + kind : "many-channels" + kind + "-" + bytes;
  }

  @Override
  public String description() {
    return "%d channels with one subscriber each, %d publishers, %d B a message."
        .formatted(CHANNELS, PUBLISHERS, bytes);
  }

  @Override
  public Set<Feature> needs() {
    return dialect.isEmpty()
        ? EnumSet.of(Feature.CHANNELS)
        : EnumSet.of(Feature.CHANNELS, Feature.CENTRIFUGO);
  }

  @Override
  public void run(Session session, Target target, String variant)
      throws IOException, InterruptedException {
    try (RunningTarget running = session.start(target, variant)) {
      var endpoint = dialect.isEmpty() ? running.endpoint() : running.endpoint(dialect);
      Flow flow = new Flow(session.freshName(), session.freshName(), CHANNELS, bytes);
      session.connect(
          flow.group(), Session.clients(endpoint, CHANNELS, flow.channels(false, false), bytes));
      Probe probe = new Probe(session, List.of(running), endpoint, flow, PUBLISHERS);
      int warmings = target.features().contains(Feature.JVM) ? WARMINGS : 1;
      for (int i = 0; i < warmings; i++) {
        probe.warm(WARM_RATE);
      }
      for (int rate : RATES) {
        for (int window = 0; window < session.profile().windows(); window++) {
          session.turn();
          Measurement taken = probe.take(rate);
          session.addWindow(
              this,
              rate + " publications/s",
              rate,
              Session.label(target, variant),
              window,
              taken.figures(),
              taken.problems());
        }
      }
      session.workers().close(flow.group());
    }
  }
}
