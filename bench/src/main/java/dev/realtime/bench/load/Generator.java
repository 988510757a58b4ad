package dev.realtime.bench.load;

import dev.realtime.bench.load.Publisher.Published;
import io.netty.channel.EventLoopGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** All load of one process: groups of clients by name, and at most one publisher at a time. */
public final class Generator implements AutoCloseable {
  /** What the names of the clients' event loops begin with. */
  public static final String CLIENT_LOOPS = "clients";

  private static final long SETTLE_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Transport transport = Transport.best();
  private final int loopCount;
  private final EventLoopGroup clientLoops;
  private final EventLoopGroup publisherLoops;
  private final Map<String, Fleet> fleets = new HashMap<>();
  private final Map<Publisher.Place, Publisher> publishers = new ConcurrentHashMap<>();
  private final long seed;
  private @Nullable CompletableFuture<Published> publishing;

  /**
   * @param loopCount event loops for the clients; the publisher has one more
   * @param seed of everything random
   */
  public Generator(int loopCount, long seed) {
    this.loopCount = loopCount;
    this.seed = seed;
    clientLoops = transport.loops(CLIENT_LOOPS, loopCount);
    publisherLoops = transport.loops("publisher", 1);
  }

  /** Makes a group and connects it; returns when all its clients are subscribed or have failed. */
  public LoadResult connect(String group, ClientPlan plan) throws InterruptedException {
    if (fleets.containsKey(group)) {
      throw new IllegalArgumentException(
          "There is a group '" + group + "' already; close it first");
    }
    Fleet fleet = new Fleet(plan, transport, clientLoops, loopCount, seed ^ plan.firstNumber());
    fleets.put(group, fleet);
    fleet.connect();
    return collect(group);
  }

  /** Counts in this window from now on. */
  public void window(String group, long fromNanos, long toNanos) throws InterruptedException {
    fleet(group).window(fromNanos, toNanos);
  }

  /** Begins to publish in the background. */
  public void publish(PublishPlan plan) {
    if (publishing != null) {
      throw new IllegalStateException("A publisher is at work already; await it first");
    }
    CompletableFuture<Published> outcome = new CompletableFuture<>();
    publishing = outcome;
    Thread.ofPlatform()
        .name("publish")
        .daemon()
        .start(
            () -> {
              try {
                outcome.complete(run(plan));
              } catch (Exception failed) {
                outcome.completeExceptionally(failed);
              }
            });
  }

  private Published run(PublishPlan plan) throws InterruptedException {
    Publisher.Place place = Publisher.Place.of(plan);
    Publisher kept = publishers.remove(place);
    if (kept != null && !kept.isIdle()) {
      kept.close();
      kept = null;
    }
    Publisher publisher = kept == null ? new Publisher(place, transport, publisherLoops) : kept;
    publishers.put(place, publisher);
    return publisher.run(plan);
  }

  /** The outcome of what {@link #publish} began; waits for it. */
  public Published published() {
    if (publishing == null) {
      throw new IllegalStateException("Nothing is being published");
    }
    try {
      return publishing.join();
    } finally {
      publishing = null;
    }
  }

  /** Asks for history; returns when all is answered. */
  public Asked ask(AskPlan plan) throws InterruptedException {
    try (Asker asker = new Asker(plan, transport, clientLoops)) {
      return asker.run();
    }
  }

  /**
   * Waits until every subscribed client has received all of {@code total} publications, or time is
   * up.
   *
   * @return what is missing then
   */
  public Fleet.Missing settle(String group, long total, int streams, int timeoutMillis)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    Fleet fleet = fleet(group);
    Fleet.Missing missing = fleet.missing(total, streams);
    while (missing.clients() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(SETTLE_POLL_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      missing = fleet.missing(total, streams);
    }
    return missing;
  }

  /** What the group has seen so far. */
  public LoadResult collect(String group) throws InterruptedException {
    return LoadResult.of(fleet(group).snapshots());
  }

  /**
   * Cuts connections without a closing handshake.
   *
   * @param count of clients drawn at random; negative for all
   */
  public void cut(String group, int count) {
    if (count < 0) {
      fleet(group).cutAll();
    } else {
      fleet(group).cut(count);
    }
  }

  /** From now on clients of a group connect to these ports. */
  public void route(String group, List<Integer> ports) {
    fleet(group).route(ports);
  }

  /** Closes the connections of a group and forgets it. */
  public void close(String group) {
    fleet(group).close();
    fleets.remove(group);
  }

  /** Closes all connections and ends the event loops. */
  @Override
  public void close() {
    fleets.values().forEach(Fleet::close);
    fleets.clear();
    publishers.values().forEach(Publisher::close);
    publishers.clear();
    clientLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    publisherLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private Fleet fleet(String group) {
    Fleet fleet = fleets.get(group);
    if (fleet == null) {
      throw new IllegalArgumentException("There is no group '" + group + "'");
    }
    return fleet;
  }
}
