package dev.realtime.e2e.scenario;

import dev.realtime.e2e.sdk.SdkClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes 1, 2, 3 ... to a channel, each number once, one after the other, until it is closed. A
 * number whose publication was refused or not answered is in doubt, and not tried again: it may
 * have arrived or not.
 */
final class SteadyPublisher implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final SdkClient client;
  private final String channel;
  private final List<Integer> acknowledged = new ArrayList<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile boolean stopping;
  private final AtomicInteger refused = new AtomicInteger();

  private SteadyPublisher(SdkClient client, String channel) {
    this.client = client;
    this.channel = channel;
  }

  /** Starts with a client that is connected, and may publish to the channel. */
  static SteadyPublisher start(SdkClient client, String channel) {
    SteadyPublisher publisher = new SteadyPublisher(client, channel);
    Thread.ofVirtual().name("publisher").start(publisher::run);
    return publisher;
  }

  /** What the server has acknowledged up to now, in order. */
  List<Integer> acknowledged() {
    synchronized (acknowledged) {
      return List.copyOf(acknowledged);
    }
  }

  /** How many were refused, or not answered in time. */
  int refused() {
    return refused.get();
  }

  /** Ends after the publication at hand. */
  @Override
  public void close() {
    stopping = true;
    done.join();
  }

  /** The data of a number. */
  static String data(int number) {
    return "{\"number\":" + number + "}";
  }

  /** The number of a publication's data. */
  static int number(String data) {
    return Integer.parseInt(data.replaceAll("\\D", ""));
  }

  private void run() {
    try {
      for (int number = 1; !stopping; number++) {
        publish(number);
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      done.complete(null);
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }

  private void publish(int number) {
    try {
      client.publish(channel, data(number));
      synchronized (acknowledged) {
        acknowledged.add(number);
      }
    } catch (SdkClient.SdkException e) {
      refused.incrementAndGet();
    }
  }
}
