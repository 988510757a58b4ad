package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.BrokerHealth;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Knows which link serves what. Everything but {@link #send} and {@link #health} runs on the
 * supervisor's thread.
 */
interface Router {
  /** Watched links are ticked so often. */
  long TICK_MILLIS = 100;

  /**
   * A name to subscribe to.
   *
   * @param name pub/sub channel
   * @param waiter hears of the confirmation or failure; null for a name that is wanted for good
   */
  record Subscribe(String name, @Nullable CompletableFuture<Void> waiter) {}

  void start();

  /**
   * Sends a request to the server of a channel or node, from any thread.
   *
   * @throws dev.realtime.server.broker.BrokerOverloadedException if too many wait
   */
  <T> CompletionStage<T> send(String subject, Request<T> request);

  void subscribe(Collection<Subscribe> subscribes);

  void unsubscribe(Collection<String> names);

  /** Watches; called every {@link #TICK_MILLIS}. */
  void tick();

  /** Whether all servers are connected and have confirmed all subscriptions. */
  boolean ready();

  List<BrokerHealth.Shard> health();

  void close();
}
