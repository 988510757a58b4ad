package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.BrokerHealth;
import dev.realtime.server.broker.BrokerOverloadedException;
import dev.realtime.server.broker.BrokerUnavailableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis Cluster: one link for each master, and a table from partition to link.
 *
 * <p>The table is read again every few seconds, and at once on any sign of change: a redirection, a
 * subscription that Redis ended because its slot moved, a lost connection. A subscription whose
 * slot moved is made on the new owner and reported as a gap.
 */
final class ClusterRouter implements Router {
  private static final Logger log = LoggerFactory.getLogger(ClusterRouter.class);
  private static final long RETRY_MILLIS = 50;
  private static final Executor RETRY =
      CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS);
  private static final long SOON_MILLIS = 100;
  private static final long TROUBLE_MILLIS = 500;
  private static final long VISIT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Shared shared;
  private final ClusterViews views;
  private final int ticksPerBeat;
  private final Map<Address, Link> links = new ConcurrentHashMap<>();

  /** When we were last sent to a node: it may own nothing yet, and be given a slot right now. */
  private final Map<Address, Long> visited = new HashMap<>();

  /** Names wanted for good while nobody owns their slot. */
  private final Set<String> orphans = new HashSet<>();

  private volatile @Nullable Link[] owners = new @Nullable Link[Names.PARTITIONS];
  private volatile String trouble = "the slots are not known yet";
  private boolean looking;
  private boolean lookSoon = true;
  private long lookedAt;

  ClusterRouter(RedisSettings.Topology.Cluster topology, Shared shared) {
    this.shared = shared;
    this.views = new ClusterViews(topology.seeds(), shared);
    this.ticksPerBeat =
        Math.max(1, (int) (shared.settings().timing().heartbeat().toMillis() / TICK_MILLIS));
  }

  @Override
  public void start() {
    look();
  }

  @Override
  public <T> CompletionStage<T> send(String subject, Request<T> request) {
    Link link = owners[Names.partition(subject)];
    if (link == null) {
      return CompletableFuture.failedFuture(unowned(request.what()));
    }
    // The usual way costs nothing extra: only a failure is looked at.
    CompletableFuture<T> first = link.send(request).toCompletableFuture();
    if (!first.isDone() || first.isCompletedExceptionally()) {
      CompletableFuture<T> result = new CompletableFuture<>();
      long deadline = System.nanoTime() + shared.settings().timing().command().toNanos();
      new Redirections<>(this, subject, request, deadline, result).follow(link, first);
      return result;
    }
    return first;
  }

  private BrokerUnavailableException unowned(String what) {
    return new BrokerUnavailableException(
        what + " failed: no Redis Cluster node owns its slot: " + trouble);
  }

  /** One request on its way through redirections, until its deadline. */
  private record Redirections<T>(
      ClusterRouter router,
      String subject,
      Request<T> request,
      long deadline,
      CompletableFuture<T> result) {

    void follow(Link asked, CompletionStage<T> attempt) {
      attempt.whenComplete(
          (answer, failure) -> {
            if (failure == null) {
              result.complete(answer);
            } else {
              redirect(asked, failure);
            }
          });
    }

    private void redirect(Link asked, Throwable failure) {
      RedisError error = RedisError.of(failure);
      if (!error.isRedirection() || System.nanoTime() > deadline) {
        result.completeExceptionally(failure);
        return;
      }
      Address from = asked.address();
      Address to =
          from == null || error == RedisError.TRYAGAIN ? null : RedisError.target(failure, from);
      Link next = to == null ? null : router.links.get(to);
      router.submit(() -> router.redirected(to));
      if (next == null) {
        // Keys on both sides of a migration, or a node not known yet: both take a moment.
        later(this::again);
      } else if (error == RedisError.ASK && !request.delivers().isEmpty()) {
        attemptAndDeliver(next);
      } else if (error == RedisError.ASK) {
        attempt(next, true);
      } else {
        attempt(next, false);
      }
    }

    private void again() {
      Link owner = router.owners[Names.partition(subject)];
      if (owner == null) {
        result.completeExceptionally(router.unowned(request.what()));
      } else {
        attempt(owner, false);
      }
    }

    /**
     * Publishes through a node that is being given the slot. Everybody still listens at the one
     * that owns it, so the message is delivered there.
     */
    private void attemptAndDeliver(Link link) {
      CompletionStage<Request.Undelivered<T>> attempt;
      try {
        attempt = link.sendAsking(request.undelivered());
      } catch (BrokerOverloadedException e) {
        result.completeExceptionally(e);
        return;
      }
      attempt.whenComplete(
          (answer, failure) -> {
            if (failure != null) {
              redirect(link, failure);
            } else {
              deliver(answer);
            }
          });
    }

    private void deliver(Request.Undelivered<T> answer) {
      if (answer.message().length == 0) {
        result.complete(answer.result());
        return;
      }
      Request<Long> delivery =
          Request.command(
              "delivering after " + request.what(),
              router.shared.dialect().publish(),
              List.of(request.delivers()),
              List.of(answer.message()),
              receivers -> (Long) receivers);
      try {
        router
            .send(subject, delivery)
            .whenComplete(
                (_, failure) -> {
                  if (failure != null) {
                    log.debug("{} is heard when the next one is: {}", request.what(), failure);
                  }
                  result.complete(answer.result());
                });
      } catch (BrokerOverloadedException e) {
        log.debug("{} is heard when the next one is: {}", request.what(), e.getMessage());
        result.complete(answer.result());
      }
    }

    private void attempt(Link link, boolean asking) {
      try {
        follow(link, asking ? link.sendAsking(request) : link.send(request));
      } catch (BrokerOverloadedException e) {
        result.completeExceptionally(e);
      }
    }
  }

  /** Not on the supervisor, whose timers end with it: whoever waits for a result gets one. */
  private static void later(Runnable task) {
    RETRY.execute(task);
  }

  /** Gives the supervisor something to look into; nothing where it has ended. */
  private void submit(Runnable task) {
    try {
      shared.supervisor().execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("Redis Cluster: closed while its slots were looked at");
    }
  }

  /** A node sent us elsewhere: the table is old, and perhaps the other node is not known. */
  private void redirected(@Nullable Address to) {
    lookSoon = true;
    if (to != null) {
      visited.put(to, System.nanoTime());
      link(to);
    }
  }

  private Link link(Address address) {
    Link known = links.get(address);
    if (known != null) {
      return known;
    }
    Link made = new Link(new Target.Fixed(address), shared, () -> lookSoon = true);
    links.put(address, made);
    made.start();
    return made;
  }

  @Override
  public void subscribe(Collection<Subscribe> subscribes) {
    for (Subscribe s : subscribes) {
      Link owner = owner(s.name());
      if (owner != null) {
        owner.subscriptions().want(s.name(), s.waiter());
      } else if (s.waiter() == null) {
        orphans.add(s.name());
      } else {
        s.waiter().completeExceptionally(unowned("subscribing to " + s.name()));
      }
    }
    flush();
  }

  @Override
  public void unsubscribe(Collection<String> released) {
    for (String name : released) {
      orphans.remove(name);
      links.values().forEach(link -> link.subscriptions().release(name));
    }
    flush();
  }

  private @Nullable Link owner(String name) {
    return owners[Names.partition(shared.names().subject(name))];
  }

  private void flush() {
    links.values().forEach(link -> link.subscriptions().flush());
  }

  @Override
  public void tick() {
    for (Link link : links.values()) {
      link.tick(ticksPerBeat);
    }
    views.tick();
    long since = (System.nanoTime() - lookedAt) / 1_000_000;
    long pause =
        lookSoon
            ? SOON_MILLIS
            : ready() ? shared.settings().timing().topologyRefresh().toMillis() : TROUBLE_MILLIS;
    if (!looking && since >= pause) {
      look();
    }
  }

  private void look() {
    looking = true;
    lookSoon = false;
    lookedAt = System.nanoTime();
    views
        .latest(links)
        .whenComplete(
            (topology, failure) ->
                submit(
                    () -> {
                      looking = false;
                      if (failure == null) {
                        apply(topology);
                      } else {
                        trouble = Kept.reason(failure);
                      }
                    }));
  }

  private void apply(ClusterTopology topology) {
    @Nullable Link[] next = new @Nullable Link[Names.PARTITIONS];
    Set<Address> masters = topology.masters();
    for (Address master : masters) {
      Link link = link(master);
      Integer carried = null;
      for (int p = Names.PARTITIONS - 1; p >= 0; p--) {
        if (master.equals(topology.owner(Names.slotOf(p)))) {
          next[p] = link;
          carried = p;
        }
      }
      link.carry(carried);
    }
    if (!Arrays.equals(owners, next)) {
      log.info("Redis Cluster: {} masters, epoch {}", masters.size(), topology.epoch());
    }
    owners = next;
    views.taken(topology);
    trouble = "the slot is not assigned";
    moveSubscriptions();
    visited.values().removeIf(at -> System.nanoTime() - at > VISIT_NANOS);
    for (Map.Entry<Address, Link> entry : Map.copyOf(links).entrySet()) {
      // One with something to hear is kept until another owns it: what it missed is known there.
      if (!masters.contains(entry.getKey())
          && !visited.containsKey(entry.getKey())
          && !hears(entry.getValue())) {
        links.remove(entry.getKey());
        entry.getValue().close();
      }
    }
    flush();
  }

  private boolean hears(Link link) {
    return link.subscriptions().wanted().stream()
        .anyMatch(name -> shared.names().kind(name) != Dialect.HEARTBEAT);
  }

  private void moveSubscriptions() {
    for (Link link : links.values()) {
      for (String name : link.subscriptions().wanted()) {
        Link owner = owner(name);
        if (shared.names().kind(name) != Dialect.HEARTBEAT && owner != null && owner != link) {
          owner.subscriptions().adopt(link.subscriptions().handOver(name));
        }
      }
    }
    for (String name : List.copyOf(orphans)) {
      Link owner = owner(name);
      if (owner != null) {
        orphans.remove(name);
        owner.subscriptions().want(name, null);
      }
    }
  }

  @Override
  public boolean ready() {
    return Arrays.stream(owners).allMatch(link -> link != null && link.ready())
        && links.values().stream().allMatch(Link::ready);
  }

  @Override
  public List<BrokerHealth.Shard> health() {
    List<BrokerHealth.Shard> shards = new ArrayList<>();
    links.values().forEach(link -> shards.add(link.health()));
    shards.sort((a, b) -> a.name().compareTo(b.name()));
    long unowned = Arrays.stream(owners).filter(link -> link == null).count();
    if (unowned > 0) {
      shards.add(
          new BrokerHealth.Shard(
              "cluster",
              false,
              false,
              -1,
              unowned + " of " + Names.PARTITIONS + " partitions have no node: " + trouble));
    }
    return List.copyOf(shards);
  }

  @Override
  public void close() {
    links.values().forEach(Link::close);
    views.close();
  }
}
