package dev.realtime.bench.scenario;

import java.util.List;
import java.util.stream.Stream;

/** All scenarios, in the order of the report. */
public final class Scenarios {
  private Scenarios() {}

  /** The scenarios of a quick run: each question once. */
  public static List<Scenario> quick() {
    return Stream.concat(quickRepeated().stream(), Stream.of(new Overload())).toList();
  }

  /** Those of them whose ratios to the peer take repeating; the others show what a server does. */
  public static List<Scenario> quickRepeated() {
    return List.of(
        new StartUp(false),
        new FanOut(),
        new ManyChannels(),
        new IdleMemory(),
        new ConnectStorm(true, false),
        new SlowConsumers("disconnect"),
        new RecoveryStorm());
  }

  /** Every scenario there is. */
  public static List<Scenario> all() {
    return List.of(
        new StartUp(false),
        new StartUp(true),
        new FanOut(),
        new FanOut("protobuf", 128),
        new FanOut("", 4096),
        new ManyChannels(),
        new ManyChannels("protobuf", 128),
        new ManyChannels("", 4096),
        new RedisFanOut(),
        new IdleMemory(),
        new ConnectStorm(false, false),
        new ConnectStorm(true, false),
        new ConnectStorm(false, true),
        new ConnectStorm(true, true),
        new SlowConsumers("disconnect"),
        new SlowConsumers("drop-oldest"),
        new SlowConsumers("keep-latest"),
        new RecoveryStorm(),
        new HistoryStorm(),
        new Jitter(),
        new Overload(),
        new RollingRestart(),
        new Soak(),
        new Growth());
  }
}
