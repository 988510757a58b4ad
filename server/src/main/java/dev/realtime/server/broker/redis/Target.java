package dev.realtime.server.broker.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Which server a shard is on now. Asked before each connection. */
interface Target {
  /** Name of the shard in health, metrics and errors: the address or the master's name. */
  String name();

  /** The server's address, found out if need be; fails where nobody knows it. */
  CompletionStage<Address> resolve();

  /** A server that does not move. */
  record Fixed(Address address) implements Target {
    @Override
    public String name() {
      return address.toString();
    }

    @Override
    public CompletionStage<Address> resolve() {
      return CompletableFuture.completedFuture(address);
    }
  }
}
