package dev.realtime.e2e.runbook;

import dev.realtime.e2e.sdk.JavaSdkClient;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Clients with the official SDK that call the application through the server, ten times a second
 * each, with so many calls in flight at most.
 */
final class RpcLoad implements AutoCloseable {
  private static final int EVERY_MILLIS = 100;

  private final List<JavaSdkClient> clients;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("rpc-load").factory());
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final ScheduledFuture<?> calling;

  /** Connects the clients and begins. */
  RpcLoad(Patient patient, int clients, int inFlight) {
    Tunnel tunnel = Tunnel.to(patient);
    this.clients = IntStream.range(0, clients).mapToObj(_ -> tunnel.client()).toList();
    List<Semaphore> free = this.clients.stream().map(_ -> new Semaphore(inFlight)).toList();
    this.calling =
        ticker.scheduleWithFixedDelay(() -> callAll(free), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void callAll(List<Semaphore> free) {
    for (int i = 0; i < clients.size(); i++) {
      Semaphore mine = free.get(i);
      for (int calls = mine.drainPermits(); calls > 0; calls--) {
        clients
            .get(i)
            .rpc(
                "quote",
                "{\"of\":1}",
                well -> {
                  (well ? answered : failed).incrementAndGet();
                  mine.release();
                });
      }
    }
  }

  long answered() {
    return answered.get();
  }

  long failed() {
    return failed.get();
  }

  /** How often clients had to connect anew. */
  long reconnects() {
    return clients.stream().mapToLong(client -> client.journal().connects() - 1).sum();
  }

  /** What became of the clients, in words. */
  String effect() {
    if (calling.isDone()) {
      throw new IllegalStateException("the calls have ended on their own: " + calling.state());
    }
    return "%d clients reconnected %d times; %d of %d calls failed"
        .formatted(clients.size(), reconnects(), failed(), failed() + answered());
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    clients.forEach(JavaSdkClient::close);
  }
}
