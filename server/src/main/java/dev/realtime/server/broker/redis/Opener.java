package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.BrokerUnavailableException;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Opens a link's connections, ready for use, to wherever the target is at that time. */
final class Opener {
  private final Target target;
  private final Shared shared;
  private final InFlight inFlight;

  Opener(Target target, Shared shared, InFlight inFlight) {
    this.target = target;
    this.shared = shared;
    this.inFlight = inFlight;
  }

  /**
   * A connection for commands that has loaded the scripts and passed a first heartbeat.
   *
   * @param beat makes the heartbeat
   */
  CompletionStage<Wire> wire(Supplier<Request<Long>> beat) {
    return target
        .resolve()
        .thenCompose(
            address ->
                shared
                    .connector()
                    .commands(address, shared.settings().credentials())
                    .thenCompose(
                        connection ->
                            prepared(
                                new Wire(
                                    target.name(), address, connection, inFlight, shared.metrics()),
                                beat)));
  }

  /** Loads the scripts, so that no call has to be repeated for want of one. */
  private static CompletionStage<Wire> prepared(Wire opened, Supplier<Request<Long>> beat) {
    List<CompletableFuture<?>> loads = new ArrayList<>();
    for (Script script : Script.values()) {
      loads.add(
          opened
              .sendAlways(
                  Request.command(
                      "loading the script " + script,
                      CommandType.SCRIPT,
                      List.of(),
                      List.of("LOAD", script.text()),
                      answer -> answer))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new))
        .thenCompose(done -> opened.sendAlways(beat.get()))
        .handle(
            (receivers, failure) -> {
              // Full memory or a failing disk are no reason to leave: reads still work.
              if (failure != null
                  && (loads.stream().anyMatch(CompletableFuture::isCompletedExceptionally)
                      || RedisError.of(failure) == RedisError.READONLY
                      || RedisError.of(failure) == RedisError.CONNECTION)) {
                opened.close();
                throw new BrokerUnavailableException(Kept.reason(failure), failure);
              }
              return opened;
            });
  }

  /** A connection for subscriptions, which hears nothing yet. */
  CompletionStage<Ear> ear(Supplier<? extends Ear.Listener> listener) {
    return target
        .resolve()
        .thenCompose(
            address ->
                shared
                    .connector()
                    .pubSub(address, shared.settings().credentials())
                    .thenApply(
                        connection ->
                            new Ear(address, connection, shared.dialect(), listener.get())));
  }
}
