package dev.realtime.operator.signal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Reads {@code /metrics} of every server pod, all at once. */
public final class PodScraper implements Sampler {
  /** One pod's management port. */
  public record Target(String pod, URI metrics) {}

  private static final int UNAUTHORIZED = 401;

  private final Supplier<List<Target>> targets;
  private final Supplier<List<String>> tokens;
  private final Duration interval;
  private final Duration timeout;
  private final Http http;

  /**
   * @param targets the pods that run, whether ready or not
   * @param tokens what the pods may ask for: the one in use, and the one before it, which a pod
   *     that has not heard of a rotation still wants; empty: they ask for none
   * @param client without redirects
   */
  public PodScraper(
      Supplier<List<Target>> targets,
      Supplier<List<String>> tokens,
      Duration interval,
      HttpClient client) {
    this.targets = targets;
    this.tokens = tokens;
    this.interval = interval;
    this.timeout = interval.multipliedBy(4).dividedBy(5);
    this.http = new Http(client);
  }

  @Override
  public String name() {
    return "pod-metrics";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public Duration timeout() {
    return timeout.plusSeconds(1);
  }

  @Override
  public Batch read(Instant now) throws InterruptedException {
    var samples = new ArrayList<Sample>();
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Map.Entry<Target, Future<List<Sample>>>>();
      List<String> known = tokens.get();
      for (Target target : targets.get()) {
        Callable<List<Sample>> scrape = () -> scrape(target, known, now);
        running.add(Map.entry(target, each.submit(scrape)));
      }
      for (var scrape : running) {
        samples.addAll(result(scrape.getKey(), scrape.getValue(), now));
      }
      each.shutdownNow();
    }
    return Batch.of(samples);
  }

  private List<Sample> result(Target target, Future<List<Sample>> scrape, Instant now)
      throws InterruptedException {
    try {
      return scrape.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return ServerMetricsMap.unknown(
          target.pod(), "pod " + target.pod() + " did not answer in " + timeout, now);
    } catch (ExecutionException e) {
      String why = e.getCause() instanceof Exception cause ? Http.say(cause) : e.toString();
      return ServerMetricsMap.unknown(
          target.pod(), "metrics of pod " + target.pod() + ": " + why, now);
    }
  }

  private List<Sample> scrape(Target target, List<String> known, Instant now)
      throws IOException, InterruptedException {
    Http.Answer answer = answer(target, known);
    if (answer.status() == UNAUTHORIZED) {
      throw new IOException(
          "HTTP status 401: it wants another token than the Secret's; one that is new reaches the"
              + " pods within two minutes");
    }
    if (answer.status() != 200) {
      throw new IOException("HTTP status " + answer.status());
    }
    return ServerMetricsMap.samples(
        target.pod(), MetricsText.parse(answer.body(), ServerMetricsMap.NAMES), now);
  }

  private Http.Answer answer(Target target, List<String> known)
      throws IOException, InterruptedException {
    if (known.isEmpty()) {
      return http.get(target.metrics(), Map.of(), timeout);
    }
    Http.Answer answer = get(target, known.getFirst());
    return answer.status() == UNAUTHORIZED && known.size() > 1
        ? get(target, known.getLast())
        : answer;
  }

  private Http.Answer get(Target target, String token) throws IOException, InterruptedException {
    return http.get(target.metrics(), Map.of("Authorization", "Bearer " + token), timeout);
  }
}
