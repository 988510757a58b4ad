package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.BrokerHealth;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One or several servers that know nothing of each other: a channel belongs to the one that its
 * hash picks. Used for standalone servers and, with sentinels to say where they are, for masters.
 */
final class ShardRouter implements Router {
  private static final Logger log = LoggerFactory.getLogger(ShardRouter.class);

  private final Names names;
  private final ScheduledExecutorService supervisor;
  private final List<Link> links;
  private final @Nullable SentinelMasters sentinels;
  private final int ticksPerBeat;
  private final int ticksPerLook;
  private int ticks;

  /** Standalone servers. */
  ShardRouter(RedisSettings.Topology.Standalone topology, Shared shared) {
    this(shared, null, topology.addresses().stream().map(Target.Fixed::new).toList());
  }

  private ShardRouter(
      Shared shared, @Nullable SentinelMasters sentinels, List<? extends Target> targets) {
    RedisSettings.Timing timing = shared.settings().timing();
    this.names = shared.names();
    this.supervisor = shared.supervisor();
    this.sentinels = sentinels;
    this.links = targets.stream().map(target -> new Link(target, shared, () -> {})).toList();
    this.ticksPerBeat = Math.max(1, (int) (timing.heartbeat().toMillis() / TICK_MILLIS));
    this.ticksPerLook = Math.max(1, (int) (timing.topologyRefresh().toMillis() / TICK_MILLIS));
  }

  /** Masters under Sentinel. */
  static ShardRouter of(RedisSettings.Topology.Sentinel topology, Shared shared) {
    AtomicReference<@Nullable ShardRouter> self = new AtomicReference<>();
    SentinelMasters sentinels =
        new SentinelMasters(
            topology,
            shared,
            (name, address) -> {
              ShardRouter router = self.get();
              if (router != null) {
                router.masterIs(name, address);
              }
            });
    ShardRouter router =
        new ShardRouter(
            shared, sentinels, topology.masterNames().stream().map(sentinels::master).toList());
    self.set(router);
    return router;
  }

  private void masterIs(String name, Address address) {
    for (Link link : links) {
      Address now = link.address();
      if (link.name().equals(name) && now != null && !now.equals(address)) {
        link.move("its master is now " + address);
      }
    }
  }

  /** Looks whether the masters are still where they were, in case no announcement came. */
  private void look() {
    for (Link link : links) {
      link.target()
          .resolve()
          .whenComplete(
              (address, failure) -> {
                if (failure == null) {
                  supervisor.execute(() -> masterIs(link.name(), address));
                } else {
                  log.warn("Redis {}: {}", link.name(), Kept.reason(failure));
                }
              });
    }
  }

  private Link link(String subject) {
    return links.size() == 1 ? links.getFirst() : links.get(JumpHash.bucket(subject, links.size()));
  }

  @Override
  public void start() {
    if (sentinels != null) {
      sentinels.start();
    }
    for (Link link : links) {
      link.carry(0);
      link.start();
    }
  }

  @Override
  public <T> CompletionStage<T> send(String subject, Request<T> request) {
    return link(subject).send(request);
  }

  @Override
  public void subscribe(Collection<Subscribe> subscribes) {
    for (Subscribe s : subscribes) {
      link(names.subject(s.name())).subscriptions().want(s.name(), s.waiter());
    }
    flush();
  }

  @Override
  public void unsubscribe(Collection<String> released) {
    for (String name : released) {
      link(names.subject(name)).subscriptions().release(name);
    }
    flush();
  }

  private void flush() {
    links.forEach(link -> link.subscriptions().flush());
  }

  @Override
  public void tick() {
    links.forEach(link -> link.tick(ticksPerBeat));
    if (sentinels != null) {
      sentinels.tick();
      if (++ticks % ticksPerLook == 0) {
        look();
      }
    }
  }

  @Override
  public boolean ready() {
    return links.stream().allMatch(Link::ready);
  }

  @Override
  public List<BrokerHealth.Shard> health() {
    return links.stream().map(Link::health).toList();
  }

  @Override
  public void close() {
    links.forEach(Link::close);
    if (sentinels != null) {
      sentinels.close();
    }
  }
}
