package dev.realtime.server.broker.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One connection that hears. Apart from the one for commands because Redis closes a connection that
 * lags behind its subscriptions (client-output-buffer-limit pubsub), and commands should survive
 * that.
 *
 * <p>Only the confirmations count for what is subscribed: Lettuce completes a command by the first
 * of its channels.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures arrive by the listener or as the loss
final class Ear implements Connection {
  /** What an ear reports, all on Redis' event loop and in the order of the connection. */
  interface Listener {
    void message(String name, byte[] body);

    /** Redis hears for us on this name now; {@code count} names in all. */
    void subscribed(String name, long count);

    /** Redis ceased to, asked or (when a slot moves) by itself. */
    void unsubscribed(String name, long count);

    /** A command was refused; which of its names were done is not known. */
    void refused(Throwable failure);
  }

  private final Address address;
  private final StatefulRedisPubSubConnection<String, byte[]> connection;
  private final Dialect dialect;
  private final Listener listener;
  private volatile boolean closed;
  private final CompletableFuture<String> lost = new CompletableFuture<>();

  Ear(
      Address address,
      StatefulRedisPubSubConnection<String, byte[]> connection,
      Dialect dialect,
      Listener listener) {
    this.address = address;
    this.connection = connection;
    this.dialect = dialect;
    this.listener = listener;
    connection.addListener(
        new RedisPubSubAdapter<String, byte[]>() {
          @Override
          public void message(String name, byte[] body) {
            heard(name, body);
          }

          @Override
          public void subscribed(String name, long count) {
            listener.subscribed(name, count);
          }

          @Override
          public void unsubscribed(String name, long count) {
            listener.unsubscribed(name, count);
          }

          @Override
          public void smessage(String name, byte[] body) {
            heard(name, body);
          }

          @Override
          public void ssubscribed(String name, long count) {
            listener.subscribed(name, count);
          }

          @Override
          public void sunsubscribed(String name, long count) {
            listener.unsubscribed(name, count);
          }
        });
    connection.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
            lost.complete("the subscriptions' connection to " + address + " was closed");
          }
        });
  }

  /**
   * Passes a message on. After a failover the old server may deliver as a replica what the new one
   * delivers too, so nothing is heard from here once another connection takes over.
   */
  private void heard(String name, byte[] body) {
    if (!closed) {
      listener.message(name, body);
    }
  }

  Listener listener() {
    return listener;
  }

  @Override
  public Address address() {
    return address;
  }

  void subscribe(Collection<String> names) {
    send(dialect.subscribe(), names);
  }

  void unsubscribe(Collection<String> names) {
    send(dialect.unsubscribe(), names);
  }

  private void send(CommandType type, Collection<String> names) {
    AsyncCommand<String, byte[], Object> command =
        new AsyncCommand<>(
            Request.command(type.toString(), type, List.copyOf(names), List.of(), answer -> answer)
                .encode(false));
    command.whenComplete(
        (answer, failure) -> {
          if (failure != null) {
            listener.refused(failure);
          }
        });
    try {
      connection.dispatch(command);
    } catch (RuntimeException e) {
      command.completeExceptionally(e);
    }
  }

  @Override
  public void onLost(Consumer<String> consumer) {
    lost.thenAccept(consumer);
  }

  @Override
  public void close() {
    closed = true;
    connection
        .closeAsync()
        .whenComplete(
            (done, failure) ->
                lost.complete("the subscriptions' connection to " + address + " ended"));
  }
}
