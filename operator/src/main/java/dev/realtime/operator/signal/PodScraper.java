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

  private final Supplier<List<Target>> targets;
  private final Duration interval;
  private final Duration timeout;
  private final Http http;

  /**
   * @param targets the pods that run, whether ready or not
   * @param client without redirects
   */
  public PodScraper(Supplier<List<Target>> targets, Duration interval, HttpClient client) {
    this.targets = targets;
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
      for (Target target : targets.get()) {
        Callable<List<Sample>> scrape = () -> scrape(target, now);
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

  private List<Sample> scrape(Target target, Instant now) throws IOException, InterruptedException {
    Http.Answer answer = http.get(target.metrics(), Map.of(), timeout);
    if (answer.status() != 200) {
      throw new IOException("HTTP status " + answer.status());
    }
    return ServerMetricsMap.samples(
        target.pod(), MetricsText.parse(answer.body(), ServerMetricsMap.NAMES), now);
  }
}
