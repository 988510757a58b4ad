package dev.realtime.operator.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A service as the samplers would see it, played moment by moment on a clock of its own. Two pods,
 * readings every 5 s; what a test does not set is healthy.
 */
public final class Scene {
  public static final Duration STEP = Duration.ofSeconds(5);
  static final List<Double> BOUNDS = List.of(0.005, 0.05, 0.25, 0.5, 1.0, 2.5, 5.0);

  private final SeriesStore store = new SeriesStore(Duration.ofHours(1));
  private final Map<String, double[]> pods = new HashMap<>();
  private final Map<String, Double> refused = new HashMap<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  public double requestsPerSecond = 20;
  public double failedShare;
  public double refusedPerSecond;
  public double slowShare;
  public double slowSeconds = 2;
  public double shedPerSecond;
  public double connections = 100;
  public double connectionsLimit = 1000;
  public double endpoints = 2;
  public double maintenance;
  public double synthetic = 1;
  public double syntheticSeconds = 0.01;

  /** Figures of the proxy for RPC calls, of one pod. */
  public final Map<Signal, Double> rpc = new EnumMap<>(Signal.class);

  /** The same of the proxy that renews subscriptions. */
  public final Map<Signal, Double> subRefresh = new EnumMap<>(Signal.class);

  public boolean metricsGone;
  public boolean syntheticGone;
  public boolean apiServerGone;
  public Facts facts = Facts.none();

  public Scene() {
    pods.put("a", new double[3 + BOUNDS.size() + 1]);
    pods.put("b", new double[3 + BOUNDS.size() + 1]);
    tick();
  }

  public Instant now() {
    return now;
  }

  public Observations seen() {
    return new Observations(store.view(now), facts, now);
  }

  /** One more reading, 5 s later. */
  public Observations tick() {
    now = now.plus(STEP);
    var samples = new ArrayList<Sample>();
    for (var pod : pods.entrySet()) {
      readPod(pod.getKey(), pod.getValue(), samples);
    }
    samples.add(
        apiServerGone
            ? Sample.unknown(Signal.READY_ENDPOINTS, "", "the API server does not answer", now)
            : Sample.of(Signal.READY_ENDPOINTS, endpoints, now));
    if (!syntheticGone) {
      samples.add(Sample.of(Signal.SYNTHETIC_CONNECTED, synthetic, now));
      if (synthetic > 0) {
        samples.add(Sample.of(Signal.SYNTHETIC_SECONDS, syntheticSeconds, now));
      }
    }
    rpc.forEach((signal, number) -> samples.add(Sample.of(signal, "a/rpc", number, now)));
    subRefresh.forEach(
        (signal, number) -> samples.add(Sample.of(signal, "a/sub_refresh", number, now)));
    store.add(samples);
    return seen();
  }

  /** The process of one pod starts anew: its counters begin at zero. */
  public void restart(String pod) {
    pods.put(pod, new double[3 + BOUNDS.size() + 1]);
  }

  private void readPod(String pod, double[] state, List<Sample> samples) {
    double share = STEP.toSeconds() / (double) pods.size();
    refused.merge(pod, refusedPerSecond * share, Double::sum);
    state[0] += requestsPerSecond * share;
    state[1] += requestsPerSecond * failedShare * share;
    state[2] += shedPerSecond * share;
    for (int i = 0; i <= BOUNDS.size(); i++) {
      double bound = i == BOUNDS.size() ? Double.MAX_VALUE : BOUNDS.get(i);
      double below = (bound >= 0.05 ? 1 - slowShare : 0) + (bound >= slowSeconds ? slowShare : 0);
      state[3 + i] += requestsPerSecond * share * below;
    }
    if (metricsGone) {
      for (Signal signal :
          List.of(Signal.REQUESTS, Signal.REQUESTS_FAILED, Signal.SHED, Signal.CONNECTIONS)) {
        samples.add(Sample.unknown(signal, pod, "scrape of " + pod + " timed out", now));
      }
      samples.add(Sample.unknown(Signal.COMMAND_SECONDS, pod, "scrape timed out", now));
      return;
    }
    samples.add(Sample.of(Signal.REQUESTS_REFUSED, pod, refused.get(pod), now));
    samples.add(Sample.of(Signal.REQUESTS, pod, state[0], now));
    samples.add(Sample.of(Signal.REQUESTS_FAILED, pod, state[1], now));
    samples.add(Sample.of(Signal.SHED, pod, state[2], now));
    samples.add(Sample.of(Signal.CONNECTIONS, pod, connections / pods.size(), now));
    samples.add(Sample.of(Signal.MAINTENANCE, pod, maintenance, now));
    samples.add(Sample.of(Signal.CONNECTIONS_LIMIT, pod, connectionsLimit / pods.size(), now));
    var counts = new ArrayList<Double>(Collections.nCopies(BOUNDS.size() + 1, 0.0));
    for (int i = 0; i <= BOUNDS.size(); i++) {
      counts.set(i, state[3 + i]);
    }
    samples.add(
        new Sample(
            Signal.COMMAND_SECONDS,
            pod,
            new Reading.Distribution(new Histogram(BOUNDS, counts)),
            now));
  }
}
