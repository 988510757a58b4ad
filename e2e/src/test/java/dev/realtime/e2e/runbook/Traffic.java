package dev.realtime.e2e.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.sdk.JavaSdkClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Two clients with the official SDK, through the Service: one publishes numbered messages, ten a
 * second, whether the last ones were answered or not; the other receives. What the server has
 * acknowledged must arrive, whatever happens in between.
 */
final class Traffic implements AutoCloseable {
  private static final String CHANNEL = "chat:traffic";
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final int EVERY_MILLIS = 100;

  private final JavaSdkClient publisher;
  private final JavaSdkClient subscriber;

  /** Numbers of the messages that the server has taken, in the order of its answers. */
  private final List<Integer> acknowledged = new ArrayList<>();

  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger number = new AtomicInteger();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("traffic").factory());
  private @Nullable Future<?> publishing;
  private long lastAnswer = System.nanoTime();
  private long longestSilence;

  private Traffic(JavaSdkClient publisher, JavaSdkClient subscriber) {
    this.publisher = publisher;
    this.subscriber = subscriber;
  }

  /** Connects both and begins. */
  static Traffic through(Patient patient) {
    Tunnel tunnel = Tunnel.to(patient);
    Traffic traffic = new Traffic(tunnel.client(), tunnel.client());
    traffic.publisher.subscribe(CHANNEL);
    traffic.subscriber.subscribe(CHANNEL);
    traffic.publishing =
        traffic.ticker.scheduleWithFixedDelay(
            traffic::publish, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    traffic.awaitFlow();
    return traffic;
  }

  /** What was not acknowledged is not tried again: whether it arrived is not known. */
  private void publish() {
    int mine = number.incrementAndGet();
    publisher.publish(
        CHANNEL,
        text(mine),
        taken -> {
          if (taken) {
            answered(mine);
          } else {
            failed.incrementAndGet();
          }
        });
  }

  private synchronized void answered(int message) {
    acknowledged.add(message);
    long now = System.nanoTime();
    longestSilence = Math.max(longestSilence, now - lastAnswer);
    lastAnswer = now;
  }

  private static String text(int number) {
    return "{\"number\":" + number + "}";
  }

  /** Publications that were refused or never answered. */
  int failures() {
    return failed.get();
  }

  /** How often either client had to connect anew. */
  long reconnects() {
    return publisher.journal().connects() + subscriber.journal().connects() - 2;
  }

  /** The longest time in which no publication was acknowledged. */
  synchronized Duration longestSilence() {
    return Duration.ofNanos(longestSilence);
  }

  /** Waits until messages published from now on are acknowledged. */
  void awaitFlow() {
    int now = number.get();
    await("messages to flow")
        .atMost(Patient.PATIENCE)
        .until(() -> acknowledged().stream().filter(each -> each > now).count() >= 5);
  }

  /** Waits until the fault hurts: publications fail, or none is answered for a while. */
  void awaitTrouble() {
    int now = failures();
    await("publications to suffer from the fault")
        .atMost(SOON)
        .until(() -> failures() > now || sinceLastAnswer().compareTo(Duration.ofSeconds(2)) > 0);
  }

  private synchronized Duration sinceLastAnswer() {
    return Duration.ofNanos(System.nanoTime() - lastAnswer);
  }

  /**
   * Ends the publisher and counts what was acknowledged and has not arrived, once the subscriber
   * has had time to recover it.
   */
  int lost() {
    assertThat(publishing).as("the publisher at work").isNotNull().isNotDone();
    ticker.shutdown();
    await("the subscriber to be connected")
        .atMost(SOON)
        .until(() -> subscriber.journal().connection().equals("connected"));
    int published = number.get();
    await("every publication to be answered")
        .atMost(SOON)
        .until(() -> acknowledged().size() + failures() >= published);
    long deadline = System.nanoTime() + SOON.toNanos();
    await("what was acknowledged to arrive")
        .atMost(SOON.plusSeconds(10))
        .until(() -> missing().isEmpty() || System.nanoTime() > deadline);
    return missing().size();
  }

  private Set<String> missing() {
    Set<String> missing = new HashSet<>();
    acknowledged().forEach(message -> missing.add(text(message)));
    subscriber.journal().received(CHANNEL).forEach(missing::remove);
    return missing;
  }

  private synchronized List<Integer> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** What became of the clients, in words. */
  String effect() {
    assertThat(acknowledged()).as("acknowledged messages").isNotEmpty();
    return "%d of 2 reconnected %d times; %d of %d publications failed, none acknowledged for %s"
        .formatted(
            List.of(publisher, subscriber).stream()
                .filter(client -> client.journal().connects() > 1)
                .count(),
            reconnects(),
            failures(),
            number.get(),
            Row.seconds(longestSilence()));
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    publisher.close();
    subscriber.close();
  }
}
