package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.BrokerUnavailableException;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One connection that asks and is answered. Commands are pipelined: each is written as it comes,
 * answers come in the same order. When the connection goes, all that wait fail; nothing is repeated
 * on a later connection, for nobody knows whether Redis had done it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures arrive by the result or as the loss
final class Wire implements Connection {
  static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  private final String shard;
  private final Address address;
  private final StatefulRedisConnection<String, byte[]> connection;
  private final InFlight inFlight;
  private final RedisMetrics metrics;
  private final CompletableFuture<String> lost = new CompletableFuture<>();

  Wire(
      String shard,
      Address address,
      StatefulRedisConnection<String, byte[]> connection,
      InFlight inFlight,
      RedisMetrics metrics) {
    this.shard = shard;
    this.address = address;
    this.connection = connection;
    this.inFlight = inFlight;
    this.metrics = metrics;
    connection.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
            lost.complete("the connection to " + address + " was closed");
          }
        });
  }

  @Override
  public Address address() {
    return address;
  }

  /**
   * Sends a request.
   *
   * @return fails with BrokerOverloadedException if too many wait, with BrokerUnavailableException
   *     if it is not answered in time, the connection goes, or Redis answers an error
   */
  <T> CompletionStage<T> send(Request<T> request) {
    CompletableFuture<T> result = new CompletableFuture<>();
    dispatch(request, false, false, inFlight.enter(request.what(), request.size(), result), result);
    return result;
  }

  /** Sends a heartbeat, which no bound refuses. */
  <T> CompletionStage<T> sendAlways(Request<T> request) {
    CompletableFuture<T> result = new CompletableFuture<>();
    dispatch(
        request,
        false,
        false,
        inFlight.enterAlways(request.what(), request.size(), result),
        result);
    return result;
  }

  /**
   * Sends a request to a Cluster node that does not own its slot yet but is being given it.
   *
   * @see #send(Request)
   */
  <T> CompletionStage<T> sendAsking(Request<T> request) {
    CompletableFuture<T> result = new CompletableFuture<>();
    dispatch(request, true, false, inFlight.enter(request.what(), request.size(), result), result);
    return result;
  }

  private <T> void dispatch(
      Request<T> request,
      boolean asking,
      boolean withText,
      InFlight.Ticket ticket,
      CompletableFuture<T> result) {
    AsyncCommand<String, byte[], Object> command = new AsyncCommand<>(request.encode(withText));
    command.whenComplete(
        (answer, failure) -> {
          if (failure instanceof RedisNoScriptException && !withText && request.isScript()) {
            metrics.scriptReload(shard);
            dispatch(request, asking, true, ticket, result);
            return;
          }
          ticket.leave();
          complete(request, answer, failure, result);
        });
    try {
      if (asking) {
        connection.dispatch(
            List.of(
                new AsyncCommand<>(
                    Request.command("", CommandType.ASKING, List.of(), List.of(), a -> a)
                        .encode(false)),
                command));
      } else {
        connection.dispatch(command);
      }
    } catch (RuntimeException e) {
      command.completeExceptionally(e);
    }
  }

  private <T> void complete(
      Request<T> request, Object answer, Throwable failure, CompletableFuture<T> result) {
    if (failure != null) {
      metrics.error(shard, RedisError.of(failure));
      result.completeExceptionally(unavailable(request.what(), failure));
      return;
    }
    try {
      result.complete(request.read(answer));
    } catch (RuntimeException e) {
      result.completeExceptionally(unavailable(request.what(), e));
    }
  }

  private BrokerUnavailableException unavailable(String what, Throwable failure) {
    return new BrokerUnavailableException(
        what + " failed on Redis " + shard + " (" + address + "): " + failure.getMessage(),
        failure);
  }

  @Override
  public void onLost(Consumer<String> listener) {
    lost.thenAccept(listener);
  }

  @Override
  public void close() {
    inFlight.failAll("the connection to " + address + " was given up");
    connection
        .closeAsync()
        .whenComplete((done, failure) -> lost.complete("the connection to " + address + " ended"));
  }
}
