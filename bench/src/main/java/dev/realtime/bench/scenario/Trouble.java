package dev.realtime.bench.scenario;

import dev.realtime.bench.load.ClientPlan;
import dev.realtime.bench.load.Fleet;
import dev.realtime.bench.load.LoadResult;
import dev.realtime.bench.load.PublishPlan;
import dev.realtime.bench.load.Publisher;
import dev.realtime.bench.measure.Clock;
import dev.realtime.bench.worker.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Publishes steadily to clients that come back, while something is done to them. */
final class Trouble {
  private static final int LEAD_MILLIS = 300;
  private static final int SETTLE_MILLIS = 15_000;

  private final Session session;
  private final ClientPlan.Endpoint endpoint;
  private final Flow flow;
  private final int rate;

  /** What is done. */
  interface Deed {
    void run() throws IOException, InterruptedException;
  }

  Trouble(Session session, ClientPlan.Endpoint endpoint, Flow flow, int rate) {
    this.session = session;
    this.endpoint = endpoint;
    this.flow = flow;
    this.rate = rate;
  }

  /** Its clients. */
  String group() {
    return flow.group();
  }

  /** Connects clients that recover. */
  void connect(int count) throws InterruptedException {
    session.connect(
        flow.group(),
        Session.clients(endpoint, count, 0, flow.channels(true, true), flow.bytes(), true));
  }

  /** Publishes for so many seconds, one second before the deed included. */
  Outcome during(int seconds, Deed deed) throws IOException, InterruptedException {
    return during(endpoint, seconds, deed);
  }

  /**
   * Likewise.
   *
   * @param publishTo where to publish
   */
  Outcome during(ClientPlan.Endpoint publishTo, int seconds, Deed deed)
      throws IOException, InterruptedException {
    Workers workers = session.workers();
    int count = rate * seconds;
    long start = Clock.inMillis(LEAD_MILLIS);
    LoadResult before = workers.collect(flow.group());
    workers.window(flow.group(), start, start + TimeUnit.SECONDS.toNanos(seconds));
    workers.publish(
        new PublishPlan(
            publishTo,
            flow.prefix(),
            flow.streams(),
            1,
            flow.counter().advance(count),
            count,
            rate,
            start,
            flow.bytes()));
    Clock.until(start + TimeUnit.SECONDS.toNanos(1));
    long began = System.nanoTime();
    deed.run();
    Publisher.Published published = workers.published();
    Fleet.Missing missing =
        workers.settle(flow.group(), flow.counter().total(), flow.streams(), SETTLE_MILLIS);
    LoadResult load = workers.collect(flow.group());
    List<Long> returns = load.returns().stream().sorted().skip(before.returns().size()).toList();
    long recovered = load.event("recovered") - before.event("recovered");
    return new Outcome(began, returns, recovered, load, published, missing);
  }

  /**
   * What came of it.
   *
   * @param began when the deed began, {@link System#nanoTime()}
   * @param returns when clients were back, sorted
   * @param recovered subscriptions that were recovered
   */
  record Outcome(
      long began,
      List<Long> returns,
      long recovered,
      LoadResult load,
      Publisher.Published published,
      Fleet.Missing missing) {
    Map<String, Double> figures() {
      Map<String, Double> figures = new TreeMap<>();
      figures.put(Metric.P50, load.latencyMicros().getValueAtPercentile(50) / 1e3);
      figures.put(Metric.P99, load.latencyMicros().getValueAtPercentile(99) / 1e3);
      figures.put(Metric.RECOVERED, (double) recovered);
      if (!returns.isEmpty()) {
        figures.put(Metric.RETURN_SECONDS, (returns.getLast() - began) / 1e9);
        figures.put(Metric.RETURN_PEAK, busiestSecond());
      }
      return figures;
    }

    /** Clients back in the busiest second, against the mean of the seconds in which any came. */
    private double busiestSecond() {
      Map<Long, Integer> seconds = new TreeMap<>();
      for (long at : returns) {
        seconds.merge((at - returns.getFirst()) / 1_000_000_000L, 1, Integer::sum);
      }
      int most = seconds.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
      return (double) most * seconds.size() / returns.size();
    }

    List<String> problems() {
      List<String> problems = new ArrayList<>();
      if (missing.clients() > 0) {
        problems.add(
            "%d publications did not reach %d clients"
                .formatted(missing.publications(), missing.clients()));
      }
      if (load.gaps() > 0) {
        problems.add(load.gaps() + " publications were skipped");
      }
      if (load.duplicates() > 0) {
        problems.add(load.duplicates() + " publications came twice or out of order");
      }
      if (load.event("not recovered") > 0) {
        problems.add(load.event("not recovered") + " subscriptions were not recovered");
      }
      if (published.refused() > 0) {
        problems.add(published.refused() + " publications were refused");
      }
      return problems;
    }
  }
}
