package dev.realtime.operator.console;

import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.Histogram;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.Reading;
import dev.realtime.operator.signal.Sample;
import dev.realtime.operator.signal.SeriesStore;
import dev.realtime.operator.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An hour of two pods' readings, as the scraper would have put them into the store. */
final class Traffic {
  private static final List<Double> BOUNDS = List.of(0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5);

  private Traffic() {}

  /** With a burst of failures and slow commands around ten minutes ago if it is troubled. */
  static Observations until(Instant now, boolean troubled, double scale) {
    var store = new SeriesStore(Duration.ofMinutes(70));
    for (String pod : List.of("realtime-1", "realtime-2")) {
      double requests = 0;
      double failed = 0;
      var counts = new double[BOUNDS.size() + 1];
      for (int second = 3600; second >= 0; second -= 5) {
        Instant at = now.minusSeconds(second);
        double wave = Math.sin(second / 400.0) + Math.sin(second / 37.0) / 6;
        boolean bad = troubled && second > 480 && second < 700;
        double step = (40 + 12 * wave) * scale;
        requests += step;
        failed += bad ? step * 0.17 : 0;
        observe(counts, step, bad);
        store.add(
            List.of(
                Sample.of(Signal.CONNECTIONS, pod, Math.rint((620 + 160 * wave) * scale), at),
                Sample.of(Signal.CONNECTIONS_LIMIT, pod, 2000, at),
                Sample.of(Signal.REQUESTS, pod, requests, at),
                Sample.of(Signal.REQUESTS_FAILED, pod, failed, at),
                new Sample(
                    Signal.COMMAND_SECONDS, pod, new Reading.Distribution(histogram(counts)), at)));
      }
    }
    return new Observations(store.view(now), Facts.none(), now);
  }

  private static void observe(double[] counts, double step, boolean slow) {
    double[] share =
        slow
            ? new double[] {0.2, 0.4, 0.6, 0.75, 0.85, 0.93, 1}
            : new double[] {0.7, 0.93, 0.985, 0.995, 1, 1, 1};
    for (int i = 0; i < BOUNDS.size(); i++) {
      counts[i] += step * share[i];
    }
    counts[BOUNDS.size()] += step;
  }

  private static Histogram histogram(double[] counts) {
    var copy = new ArrayList<Double>();
    for (double count : counts) {
      copy.add(count);
    }
    return new Histogram(BOUNDS, copy);
  }
}
