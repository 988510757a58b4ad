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
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads the servers' metrics from a Prometheus, in place of scraping. One instant query fetches the
 * newest value of every series that matters; the sums over time are done here, by the same code as
 * for scraped metrics, so that both sources detect alike.
 *
 * <p>An empty answer is unknown, not zero: a service without series is one that Prometheus does not
 * scrape.
 */
public final class PrometheusReader implements Sampler {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String namespace;
  private final String service;
  private final URI query;
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
    this.query =
        URI.create(
            url.replaceAll("/+$", "")
                + "/api/v1/query?query="
                + URLEncoder.encode(expression(), StandardCharsets.UTF_8));
  }

  private String expression() {
    String names = ServerMetricsMap.NAMES.stream().sorted().collect(Collectors.joining("|"));
    var selector = new StringBuilder("{__name__=~\"" + names + "\"");
    selector.append(",namespace=\"").append(escaped(namespace)).append('"');
    selector.append(",pod=~\"").append(escaped(service)).append("-[a-z0-9]+-[a-z0-9]+\"");
    labels.forEach(
        (key, value) ->
            selector.append(',').append(key).append("=\"").append(escaped(value)).append('"'));
    return selector.append('}').toString();
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
    return interval;
  }

  @Override
  public Batch read(Instant now) throws InterruptedException {
    try {
      Http.Answer answer = http.get(query, headers.get(), timeout());
      if (answer.status() != 200) {
        return unknown("HTTP status " + answer.status(), now);
      }
      return parse(answer.body(), now);
    } catch (IOException | IllegalArgumentException e) {
      return unknown(Http.say(e), now);
    }
  }

  private Batch parse(String body, Instant now) throws IOException {
    JsonNode root = JSON.readTree(body);
    if (!"success".equals(root.path("status").asText())) {
      return unknown(root.path("error").asText("no success and no error"), now);
    }
    var byPod = new HashMap<String, List<Line>>();
    for (JsonNode series : root.path("data").path("result")) {
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
    if (byPod.isEmpty()) {
      return unknown("it has no series of this service", now);
    }
    var samples = new ArrayList<Sample>();
    byPod.forEach((pod, lines) -> samples.addAll(ServerMetricsMap.samples(pod, lines, now)));
    return Batch.of(samples);
  }

  private static Batch unknown(String why, Instant now) {
    return Batch.of(ServerMetricsMap.unknown("prometheus", "Prometheus: " + why, now));
  }
}
