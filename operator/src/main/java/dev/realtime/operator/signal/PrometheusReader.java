package dev.realtime.operator.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.operator.signal.MetricsText.Line;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads the servers' metrics from a Prometheus, in place of scraping. One instant query fetches the
 * newest value of every series that matters; the sums over time are done here, by the same code as
 * for scraped metrics, so that both sources detect alike.
 *
 * <p>An empty answer is unknown, not zero: a service without series is one that Prometheus does not
 * scrape. So is an old one: Prometheus answers with the last value for five minutes after it has
 * stopped scraping, and to take that for news would show a service without any traffic, which is
 * well. A second, small query therefore asks when the newest value was read.
 */
public final class PrometheusReader implements Sampler {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String namespace;
  private final String service;
  private final URI values;
  private final URI times;
  private final Map<String, String> labels;
  private final Supplier<Map<String, String>> headers;
  private final Duration interval;
  private final Http http;

  /**
   * @param url base address of Prometheus' HTTP API
   * @param labels further labels that select the series
   * @param headers sent with each query; read anew each time, since tokens are rotated
   */
  public PrometheusReader(
      String namespace,
      String service,
      String url,
      Map<String, String> labels,
      Supplier<Map<String, String>> headers,
      Duration interval,
      HttpClient client) {
    this.namespace = namespace;
    this.service = service;
    this.labels = new TreeMap<>(labels);
    this.headers = headers;
    this.interval = interval;
    this.http = new Http(client);
    String names = ServerMetricsMap.NAMES.stream().sorted().collect(Collectors.joining("|"));
    this.values = query(url, series("=~\"" + names + "\""));
    this.times =
        query(
            url,
            series("=\"" + ServerMetricsMap.CONNECTIONS + "\"")
                + "["
                + lookBack().toSeconds()
                + "s]");
  }

  private static URI query(String url, String expression) {
    return URI.create(
        url.replaceAll("/+$", "")
            + "/api/v1/query?query="
            + URLEncoder.encode(expression, StandardCharsets.UTF_8));
  }

  private String series(String names) {
    var selector = new StringBuilder("{__name__").append(names);
    selector.append(",namespace=\"").append(escaped(namespace)).append('"');
    selector.append(",pod=~\"").append(escaped(service)).append("-[a-z0-9]+-[a-z0-9]+\"");
    labels.forEach(
        (key, value) ->
            selector.append(',').append(key).append("=\"").append(escaped(value)).append('"'));
    return selector.append('}').toString();
  }

  /** Long enough to hold two values of a target that is scraped every minute. */
  private Duration lookBack() {
    Duration least = Duration.ofMinutes(2);
    Duration own = Windows.staleAfter(interval);
    return own.compareTo(least) > 0 ? own : least;
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  @Override
  public String name() {
    return "prometheus";
  }

  @Override
  public Duration interval() {
    return interval;
  }

  @Override
  public Duration timeout() {
    // Two queries, each with its own bound.
    return interval.multipliedBy(2).plusSeconds(1);
  }

  @Override
  public Batch read(Instant now) throws InterruptedException {
    try {
      JsonNode result = ask(values);
      if (result.isEmpty()) {
        return unknown("it has no series of this service", now);
      }
      Optional<String> old = old(ask(times), now);
      return old.isPresent() ? unknown(old.get(), now) : samples(result, now);
    } catch (IOException | IllegalArgumentException e) {
      return unknown(Http.say(e), now);
    }
  }

  private JsonNode ask(URI query) throws IOException, InterruptedException {
    Http.Answer answer = http.get(query, headers.get(), interval);
    if (answer.status() != 200) {
      throw new IOException("HTTP status " + answer.status());
    }
    JsonNode root = JSON.readTree(answer.body());
    if (!"success".equals(root.path("status").asText())) {
      throw new IOException(root.path("error").asText("no success and no error"));
    }
    return root.path("data").path("result");
  }

  /** Why the values are too old to be news; empty if they are not. */
  private Optional<String> old(JsonNode series, Instant now) {
    double newest = 0;
    double gap = 0;
    for (JsonNode one : series) {
      JsonNode points = one.path("values");
      double last = points.path(points.size() - 1).path(0).asDouble();
      newest = Math.max(newest, last);
      gap =
          Math.max(
              gap,
              points.size() < 2
                  // One value alone is news for half the time that is looked back.
                  ? lookBack().toSeconds() / 6.0
                  : last - points.path(points.size() - 2).path(0).asDouble());
    }
    // A Prometheus that scrapes less often than it is asked is slow, not silent.
    Duration slowest = Duration.ofMillis(Math.round(gap * 1000));
    Duration limit = Windows.staleAfter(slowest.compareTo(interval) > 0 ? slowest : interval);
    Instant read = Instant.ofEpochMilli(Math.round(newest * 1000));
    if (!read.plus(limit).isBefore(now)) {
      return Optional.empty();
    }
    return Optional.of(
        series.isEmpty()
            ? "it has read nothing of this service for " + lookBack().toSeconds() + " s"
            : "it has read nothing of this service for "
                + Duration.between(read, now).toSeconds()
                + " s");
  }

  private static Batch samples(JsonNode result, Instant now) {
    var byPod = new HashMap<String, List<Line>>();
    for (JsonNode series : result) {
      var seriesLabels = new HashMap<String, String>();
      series
          .path("metric")
          .properties()
          .forEach(label -> seriesLabels.put(label.getKey(), label.getValue().asText()));
      byPod
          .computeIfAbsent(seriesLabels.getOrDefault("pod", ""), _ -> new ArrayList<>())
          .add(
              new Line(
                  seriesLabels.getOrDefault("__name__", ""),
                  seriesLabels,
                  MetricsText.number(series.path("value").path(1).asText())));
    }
    var samples = new ArrayList<Sample>();
    byPod.forEach((pod, lines) -> samples.addAll(ServerMetricsMap.samples(pod, lines, now)));
    return Batch.of(samples);
  }

  private static Batch unknown(String why, Instant now) {
    return Batch.of(ServerMetricsMap.unknown("prometheus", "Prometheus: " + why, now));
  }
}
