package dev.realtime.server.broker.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one subscription connection hears, on Redis' event loop: heartbeats go to the pulse,
 * messages to the lanes, and confirmations, in their order, to the supervisor. Thousands of
 * confirmations come at once after a loss, so they are gathered, and one task takes them all.
 *
 * <p>One for each connection: what an earlier connection confirmed says nothing of a later one.
 */
final class Hearing implements Ear.Listener {
  private static final Logger log = LoggerFactory.getLogger(Hearing.class);

  private final String shard;
  private final Shared shared;
  private final Pulse pulse;
  private final Subscriptions subscriptions;
  private final Predicate<String> isHeartbeat;
  private final Runnable moved;
  private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean submitted = new AtomicBoolean();

  /**
   * Listens for one connection.
   *
   * @param isHeartbeat whether this is the name of the link's heartbeat
   * @param moved called when Redis ended a subscription by itself, or refused one
   */
  Hearing(
      String shard,
      Shared shared,
      Pulse pulse,
      Subscriptions subscriptions,
      Predicate<String> isHeartbeat,
      Runnable moved) {
    this.shard = shard;
    this.shared = shared;
    this.pulse = pulse;
    this.subscriptions = subscriptions;
    this.isHeartbeat = isHeartbeat;
    this.moved = moved;
  }

  @Override
  public void message(String name, byte[] body) {
    if (isHeartbeat.test(name)) {
      pulse.heard(number(body));
    } else {
      shared.deliveries().heard(name, body);
    }
  }

  private static long number(byte[] body) {
    try {
      return Long.parseLong(new String(body, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      return -1; // not one of ours; Pulse ignores numbers it has not sent
    }
  }

  @Override
  public void subscribed(String name, long count) {
    event(() -> subscriptions.confirmed(List.of(name), count));
  }

  @Override
  public void unsubscribed(String name, long count) {
    event(
        () -> {
          if (subscriptions.removed(name, count)) {
            moved.run();
          }
        });
  }

  @Override
  public void refused(Throwable failure) {
    // A close fails all commands too, but that is reported as the loss of the connection.
    if (failure instanceof RedisCommandExecutionException) {
      shared.metrics().error(shard, RedisError.of(failure));
      event(
          () -> {
            if (RedisError.of(failure).isRedirection()) {
              log.debug("Redis {}: a slot has moved: {}", shard, failure.getMessage());
            } else {
              log.warn("Redis {} refused a subscription: {}", shard, failure.getMessage());
            }
            moved.run();
          });
    }
  }

  private void event(Runnable event) {
    events.add(event);
    if (submitted.compareAndSet(false, true)) {
      try {
        shared.supervisor().execute(this::takeAll);
      } catch (RejectedExecutionException e) {
        log.debug("Redis {}: closed while subscriptions were confirmed", shard);
      }
    }
  }

  private void takeAll() {
    submitted.set(false);
    Runnable next;
    while ((next = events.poll()) != null) {
      if (subscriptions.listensTo(this)) {
        next.run();
      }
    }
    subscriptions.flush();
  }
}
