package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.load.LoadResult;
import dev.realtime.bench.target.RealtimeServer;
import dev.realtime.bench.target.RunningTarget;
import dev.realtime.bench.target.Target;
import dev.realtime.bench.target.TargetOptions;
import dev.realtime.bench.target.Workshop;
import dev.realtime.bench.worker.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What a run has at hand: load workers, free ports, the profile; it collects the results. */
public final class Session implements AutoCloseable {
  /** Below the ephemeral ports of Linux, above what usually listens. */
  private static final int FIRST_PORT = 21_000;

  private static final int LAST_PORT = 22_600;
  private static final int SOURCES = 16;

  private final Profile profile;
  private final Workshop workshop;
  private final int workerCount;
  private final long seed;
  private Workers workers;
  private final Consumer<Result> onResult;
  private final List<Result> results = new ArrayList<>();
  private int nextPort = FIRST_PORT;
  private int nextName;
  private int round = 1;

  /**
   * Starts the load workers.
   *
   * @param onResult is told each result as it comes
   */
  public Session(
      Profile profile, Workshop workshop, int workerCount, long seed, Consumer<Result> onResult)
      throws IOException {
    this.profile = profile;
    this.workshop = workshop;
    this.onResult = onResult;
    Files.createDirectories(workshop.logs());
    this.workerCount = workerCount;
    this.seed = seed;
    workers = new Workers(workerCount, 1, seed, workshop.logs());
  }

  Profile profile() {
    return profile;
  }

  Workshop workshop() {
    return workshop;
  }

  Workers workers() {
    return workers;
  }

  /**
   * Where another target may be measured first: between the windows of a load, so that what changes
   * on the machine meets all targets alike.
   *
   * @throws Turns.Abandoned if another target of the same scenario has failed
   */
  void turn() throws InterruptedException {
    Turns.pass();
  }

  /** Results from now on belong to that round. */
  public void round(int number) {
    round = number;
  }

  /** All results so far. */
  public List<Result> results() {
    return List.copyOf(results);
  }

  /** A port of 127.0.0.1 that no target of this run has had lately. */
  int port() {
    int port = nextPort;
    nextPort = nextPort == LAST_PORT ? FIRST_PORT : nextPort + 1;
    return port;
  }

  /** A name for channels and groups that has not been used before. */
  String freshName() {
    return "b" + nextName++ + "-";
  }

  RunningTarget start(Target target, String variant) throws IOException, InterruptedException {
    return target.start(TargetOptions.standard(port()).withVariant(variant));
  }

  /** Starts a node and waits until it has its Redis. */
  static RunningTarget startHealthy(Target target, TargetOptions options)
      throws IOException, InterruptedException {
    RunningTarget running = target.start(options);
    try {
      RealtimeServer.awaitHealthy(running);
    } catch (IllegalStateException notReady) {
      running.close();
      throw notReady;
    }
    return running;
  }

  /** Connects clients; fails if not all of them are subscribed. */
  LoadResult connect(String group, ClientPlan plan) throws InterruptedException {
    LoadResult result = workers.connect(group, plan);
    if (result.event("connected") != plan.count()) {
      throw new IllegalStateException(
          "Only %d of %d clients of group %s were connected: %s"
              .formatted(result.event("connected"), plan.count(), group, result.events()));
    }
    return result;
  }

  /** Clients that read and stay away when they lose their connection. */
  static ClientPlan clients(
      ClientPlan.Endpoint endpoint, int count, ClientPlan.Channels channels, int bytes) {
    return clients(endpoint, count, 0, channels, bytes, false);
  }

  /** Clients that read. */
  static ClientPlan clients(
      ClientPlan.Endpoint endpoint,
      int count,
      int first,
      ClientPlan.Channels channels,
      int bytes,
      boolean reconnect) {
    ClientPlan.Pace pace = new ClientPlan.Pace(64, 0, 120);
    return new ClientPlan(
        endpoint, count, first, SOURCES, channels, true, 0, reconnect, pace, bytes);
  }

  /** Keeps what was measured once in a round. */
  void add(
      Scenario scenario,
      String point,
      double x,
      String target,
      Map<String, Double> figures,
      List<String> problems) {
    keep(new Result(scenario.name(), point, x, target, round, figures, problems));
  }

  /**
   * Keeps one of the repetitions within a round.
   *
   * @param window from 0, below {@link Profile#windows}
   */
  void addWindow(
      Scenario scenario,
      String point,
      double x,
      String target,
      int window,
      Map<String, Double> figures,
      List<String> problems) {
    int repetition = (round - 1) * profile.windows() + window + 1;
    keep(new Result(scenario.name(), point, x, target, repetition, figures, problems));
  }

  private void keep(Result result) {
    results.add(result);
    onResult.accept(result);
  }

  /** Starts new load workers: after a failure the old ones may still be at it. */
  public void reset() throws IOException {
    workers.close();
    workers = new Workers(workerCount, 1, seed, workshop.logs());
  }

  /** How a target is called in results. */
  public static String label(Target target, String variant) {
    return variant.isEmpty() ? target.name() : target.name() + " (" + variant + ")";
  }

  @Override
  public void close() {
    workers.close();
  }
}
