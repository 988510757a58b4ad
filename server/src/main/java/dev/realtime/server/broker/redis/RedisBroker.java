package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.BrokerHealth;
import dev.realtime.server.broker.BrokerListener;
import dev.realtime.server.broker.BrokerOverloadedException;
import dev.realtime.server.broker.BrokerUnavailableException;
import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.PresenceStats;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.broker.PublishResult;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker on Redis: standalone, sharded by this client, under Sentinel, or Cluster.
 *
 * <p>Trouble with Redis ends no subscription. Operations fail fast while a server is away; when it
 * is back, everything subscribed is subscribed again, confirmed, and reported by {@link
 * BrokerListener#onDeliveryGap}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of timers, whose tasks end in a future or a log
public final class RedisBroker implements Broker {
  private static final Logger log = LoggerFactory.getLogger(RedisBroker.class);

  /** The first connection loads classes, which on a busy machine takes longer than connecting. */
  private static final int START_ATTEMPTS = 5;

  private final RedisSettings settings;
  private final RedisMetrics metrics;
  private final RandomGenerator random;
  private final Names names;
  private final Dialect dialect;
  private final Requests requests;
  private volatile @Nullable Running running;

  /** What exists between start and close. */
  private record Running(
      Router router, Deliveries deliveries, Connector connector, Supervisor supervisor) {}

  /**
   * A broker that does nothing until {@link #start}.
   *
   * @param clock dates publications
   * @param random makes epochs and spreads attempts to connect
   */
  public RedisBroker(
      RedisSettings settings, MeterRegistry meters, InstantSource clock, RandomGenerator random) {
    this.settings = settings;
    this.metrics = new RedisMetrics(meters);
    this.random = random;
    boolean cluster = settings.topology() instanceof RedisSettings.Topology.Cluster;
    this.names = new Names(settings.prefix(), cluster);
    this.dialect = Dialect.of(settings.topology());
    this.requests = new Requests(names, dialect, clock, random);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Fails with {@link BrokerUnavailableException} if not every server is connected and confirms
   * within five times the time to connect; the broker goes on trying all the same, so a caller may
   * serve on and look at {@link #health}.
   */
  @Override
  public CompletionStage<Void> start(String node, BrokerListener listener) {
    if (running != null) {
      throw new IllegalStateException("the broker was started already");
    }
    Supervisor supervisor = new Supervisor();
    Connector connector = new Connector(settings, supervisor);
    Deliveries deliveries = new Deliveries(names, listener, settings.bounds(), metrics);
    Shared shared =
        new Shared(
            settings,
            names,
            dialect,
            connector,
            deliveries,
            metrics,
            supervisor,
            random,
            node + "-" + Long.toHexString(random.nextLong()));
    Router router = router(shared);
    running = new Running(router, deliveries, connector, supervisor);
    deliveries.start();
    CompletableFuture<Void> started = new CompletableFuture<>();
    supervisor.execute(
        () -> {
          router.start();
          router.subscribe(
              List.of(
                  new Router.Subscribe(names.node(null), null),
                  new Router.Subscribe(names.node(node), null)));
          awaitReady(router, supervisor, started, System.nanoTime());
        });
    supervisor.scheduleAtFixedRate(
        () -> tick(router), Router.TICK_MILLIS, Router.TICK_MILLIS, TimeUnit.MILLISECONDS);
    return started;
  }

  private static Router router(Shared shared) {
    return switch (shared.settings().topology()) {
      case RedisSettings.Topology.Standalone standalone -> new ShardRouter(standalone, shared);
      case RedisSettings.Topology.Sentinel sentinel -> ShardRouter.of(sentinel, shared);
      case RedisSettings.Topology.Cluster cluster -> new ClusterRouter(cluster, shared);
    };
  }

  private void awaitReady(
      Router router, Supervisor supervisor, CompletableFuture<Void> started, long since) {
    Duration limit = settings.timing().connect().multipliedBy(START_ATTEMPTS);
    if (router.ready()) {
      started.complete(null);
    } else if (System.nanoTime() - since > limit.toNanos()) {
      started.completeExceptionally(
          new BrokerUnavailableException(
              "Redis is not ready after "
                  + limit.toMillis()
                  + " ms, and is tried further: "
                  + router.health()));
    } else {
      supervisor.schedule(
          () -> awaitReady(router, supervisor, started, since), 5, TimeUnit.MILLISECONDS);
    }
  }

  /** A scheduled task that throws is never run again, so nothing may escape. */
  private static void tick(Router router) {
    try {
      router.tick();
    } catch (RuntimeException e) {
      log.error("the Redis supervisor failed in its watch and goes on", e);
    }
  }

  @Override
  public CompletionStage<PublishResult> publish(PublishRequest request) {
    return send(request.channel(), requests.publish(request));
  }

  @Override
  public CompletionStage<Void> publishJoin(String channel, ClientInfo info) {
    return send(channel, requests.presenceEvent(channel, true, info));
  }

  @Override
  public CompletionStage<Void> publishLeave(String channel, ClientInfo info) {
    return send(channel, requests.presenceEvent(channel, false, info));
  }

  @Override
  public CompletionStage<Void> subscribe(Collection<String> channels) {
    List<Router.Subscribe> subscribes = new ArrayList<>(channels.size());
    List<CompletableFuture<Void>> waiters = new ArrayList<>(channels.size());
    for (String channel : channels) {
      CompletableFuture<Void> waiter = new CompletableFuture<>();
      waiters.add(waiter);
      subscribes.add(new Router.Subscribe(names.key(Dialect.CHANNEL, channel), waiter));
    }
    CompletionStage<Void> submitted = supervised(router -> router.subscribe(subscribes));
    CompletableFuture<Void> confirmed =
        CompletableFuture.allOf(waiters.toArray(CompletableFuture[]::new));
    return submitted.thenCompose(done -> confirmed);
  }

  @Override
  public CompletionStage<Void> unsubscribe(Collection<String> channels) {
    List<String> released =
        channels.stream().map(channel -> names.key(Dialect.CHANNEL, channel)).toList();
    return supervised(router -> router.unsubscribe(released));
  }

  @Override
  public CompletionStage<HistoryPage> history(
      String channel, HistoryQuery query, Duration metaTtl) {
    return send(channel, requests.history(channel, query, metaTtl));
  }

  @Override
  public CompletionStage<Void> renewEpoch(String channel, String epoch) {
    return send(channel, requests.renewEpoch(channel, epoch));
  }

  @Override
  public CompletionStage<Void> removeHistory(String channel) {
    return send(channel, requests.removeHistory(channel));
  }

  @Override
  public CompletionStage<Void> addPresence(String channel, ClientInfo info, Duration ttl) {
    return send(channel, requests.addPresence(channel, info, ttl));
  }

  @Override
  public CompletionStage<Void> removePresence(String channel, String client, String user) {
    return send(channel, requests.removePresence(channel, client));
  }

  @Override
  public CompletionStage<Map<String, ClientInfo>> presence(String channel) {
    return send(channel, requests.presence(channel));
  }

  @Override
  public CompletionStage<PresenceStats> presenceStats(String channel) {
    return send(channel, requests.presenceStats(channel));
  }

  @Override
  public CompletionStage<Void> publishControl(@Nullable String node, byte[] message) {
    return send(node == null ? "" : node, requests.control(node, message));
  }

  @Override
  public BrokerHealth health() {
    Running now = running;
    return new BrokerHealth(
        now == null
            ? List.of(new BrokerHealth.Shard("redis", false, false, -1, "not running"))
            : now.router().health());
  }

  private <T> CompletionStage<T> send(String subject, Request<T> request) {
    Running now = running;
    if (now == null) {
      return CompletableFuture.failedFuture(notRunning());
    }
    try {
      return now.router().send(subject, request);
    } catch (BrokerOverloadedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private interface Task {
    void run(Router router);
  }

  private CompletionStage<Void> supervised(Task task) {
    Running now = running;
    if (now == null) {
      return CompletableFuture.failedFuture(notRunning());
    }
    try {
      return CompletableFuture.runAsync(() -> task.run(now.router()), now.supervisor());
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(notRunning());
    }
  }

  private static BrokerUnavailableException notRunning() {
    return new BrokerUnavailableException("the Redis broker is not running");
  }

  @Override
  public void close() {
    Running now = running;
    if (now == null) {
      return;
    }
    running = null;
    now.deliveries().close();
    now.supervisor().runAndWait(now.router()::close);
    now.supervisor().shutdown();
    now.connector().close();
  }
}
