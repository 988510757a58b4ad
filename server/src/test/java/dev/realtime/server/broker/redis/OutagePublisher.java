package dev.realtime.server.broker.redis;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Publishes through the server API by the clock, and keeps what was acknowledged. */
final class OutagePublisher implements AutoCloseable {
  private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)");

  /** A backend's own bound: while so many wait for an answer, a publication is left out. */
  private static final int MOST_WAITING = 400;

  private final HttpClient http;
  private final URI api;
  private final List<String> channels;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final Map<String, Queue<Integer>> numbers = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private int next;

  OutagePublisher(HttpClient http, URI api, List<String> channels, int perSecond) {
    this.http = http;
    this.api = api;
    this.channels = channels;
    var _ =
        clock.scheduleAtFixedRate(
            this::publish, 0, TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS);
  }

  private void publish() {
    int number = next++;
    String channel = channels.get(number % channels.size());
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      refused.increment();
      return;
    }
    String body =
        "{\"channel\":\"%s\",\"data\":{\"t\":%d,\"n\":%d}}"
            .formatted(channel, System.currentTimeMillis(), number);
    var _ =
        http.sendAsync(
                HttpRequest.newBuilder(api)
                    .timeout(Duration.ofSeconds(20))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .whenComplete(
                (answer, failure) -> {
                  waiting.decrementAndGet();
                  Matcher offset = failure == null ? OFFSET.matcher(answer.body()) : null;
                  if (offset != null && offset.find()) {
                    accepted.increment();
                    acknowledged.merge(channel, Long.parseLong(offset.group(1)), Math::max);
                    numbers
                        .computeIfAbsent(channel, _ -> new ConcurrentLinkedQueue<>())
                        .add(number);
                  } else {
                    refused.increment();
                  }
                });
  }

  /** The greatest offset acknowledged in each channel. */
  Map<String, Long> acknowledged() {
    return acknowledged;
  }

  /** What was acknowledged in a channel: the numbers in the payloads. */
  Collection<Integer> acknowledged(String channel) {
    return numbers.getOrDefault(channel, new ConcurrentLinkedQueue<>());
  }

  long accepted() {
    return accepted.sum();
  }

  /** Answered with an error, or not sent since too many waited. */
  long refused() {
    return refused.sum();
  }

  /** Publications under way. */
  int waiting() {
    return waiting.get();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
