package dev.realtime.server.broker.memory;

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
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps channels in the heap of this node. Every stage it answers is already complete.
 *
 * <p>What it keeps is counted in bytes. While the sum is at its bound, what would add to it fails
 * with {@link BrokerOverloadedException}; what is kept can be read, and expires as ever.
 */
public final class MemoryBroker implements Broker {
  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

  /** Half of it is for clients, and a sixteenth for pages of those that recover. */
  private static final int HEAP_SHARE = 4;

  private static final BrokerHealth UP =
      new BrokerHealth(List.of(new BrokerHealth.Shard("memory", true, true, 0, "")));
  private static final BrokerHealth DOWN =
      new BrokerHealth(List.of(new BrokerHealth.Shard("memory", false, false, -1, "not started")));

  private final InstantSource clock;
  private final RandomGenerator random;
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();
  private final Map<String, MemoryChannel> channels = new ConcurrentHashMap<>();
  private final Set<String> subscribed = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("memory-broker-sweep").factory());

  private volatile @Nullable BrokerListener listener;
  private volatile String node = "";

  /**
   * Creates a broker without channels that may take a quarter of the heap.
   *
   * @param clock tells when history, presence and idempotency keys expire
   * @param random makes the epochs of streams
   */
  public MemoryBroker(InstantSource clock, RandomGenerator random) {
    this(clock, random, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /**
   * Creates a broker without channels.
   *
   * @param clock tells when history, presence and idempotency keys expire
   * @param random makes the epochs of streams
   * @param maxBytes of heap for all channels, about; each thread that publishes may add one
   *     publication beyond it
   */
  public MemoryBroker(InstantSource clock, RandomGenerator random, long maxBytes) {
    this.clock = clock;
    this.random = random;
    this.maxBytes = maxBytes;
  }

  @Override
  public CompletionStage<Void> start(String node, BrokerListener listener) {
    this.node = node;
    this.listener = listener;
    long interval = SWEEP_INTERVAL.toMillis();
    var _ = sweeper.scheduleWithFixedDelay(this::sweep, interval, interval, TimeUnit.MILLISECONDS);
    return done();
  }

  @Override
  public CompletionStage<PublishResult> publish(PublishRequest request) {
    BrokerListener to = listener;
    if (to == null) {
      return closed("publish");
    }
    boolean keeps = request.history().enabled() || request.idempotencyKey() != null;
    if (keeps && isFull()) {
      return CompletableFuture.failedFuture(full(request.channel()));
    }
    return attempt(request.channel(), keeps, channel -> publish(channel, request, to));
  }

  private PublishResult publish(MemoryChannel channel, PublishRequest request, BrokerListener to) {
    Appended appended = channel.append(request, now());
    if (!appended.result().suppressed() && subscribed.contains(request.channel())) {
      to.onPublication(
          request.channel(),
          appended.publication(),
          appended.result().position().epoch(),
          appended.previous());
    }
    return appended.result();
  }

  @Override
  public CompletionStage<Void> publishJoin(String channel, ClientInfo info) {
    BrokerListener to = listener;
    if (to == null) {
      return closed("publish a join");
    }
    if (subscribed.contains(channel)) {
      to.onJoin(channel, info);
    }
    return done();
  }

  @Override
  public CompletionStage<Void> publishLeave(String channel, ClientInfo info) {
    BrokerListener to = listener;
    if (to == null) {
      return closed("publish a leave");
    }
    if (subscribed.contains(channel)) {
      to.onLeave(channel, info);
    }
    return done();
  }

  @Override
  public CompletionStage<Void> subscribe(Collection<String> names) {
    subscribed.addAll(names);
    return done();
  }

  @Override
  public CompletionStage<Void> unsubscribe(Collection<String> names) {
    names.forEach(subscribed::remove);
    return done();
  }

  @Override
  public CompletionStage<HistoryPage> history(
      String channel, HistoryQuery query, Duration metaTtl) {
    return attempt(channel, true, found -> found.read(query, metaTtl, now()));
  }

  @Override
  public CompletionStage<Void> renewEpoch(String channel, String epoch) {
    MemoryChannel found = channels.get(channel);
    if (found != null) {
      synchronized (found) {
        found.renewEpoch(epoch, Epochs.next(random));
      }
    }
    return done();
  }

  @Override
  public CompletionStage<Void> removeHistory(String channel) {
    MemoryChannel found = channels.get(channel);
    if (found != null) {
      synchronized (found) {
        found.removeHistory();
        count(found);
      }
    }
    return done();
  }

  @Override
  public CompletionStage<Void> addPresence(String channel, ClientInfo info, Duration ttl) {
    if (isFull() && !isPresent(channel, info.client())) {
      return CompletableFuture.failedFuture(full(channel));
    }
    return attempt(
            channel,
            true,
            found -> {
              found.presence().add(info, now() + ttl.toMillis());
              return found;
            })
        .thenCompose(_ -> done());
  }

  private boolean isPresent(String channel, String client) {
    MemoryChannel found = channels.get(channel);
    if (found == null) {
      return false;
    }
    synchronized (found) {
      return found.presence().has(client, now());
    }
  }

  @Override
  public CompletionStage<Void> removePresence(String channel, String client, String user) {
    MemoryChannel found = channels.get(channel);
    if (found != null) {
      synchronized (found) {
        found.presence().remove(client);
        count(found);
      }
    }
    return done();
  }

  @Override
  public CompletionStage<Map<String, ClientInfo>> presence(String channel) {
    MemoryChannel found = channels.get(channel);
    if (found == null) {
      return CompletableFuture.completedFuture(Map.of());
    }
    synchronized (found) {
      return CompletableFuture.completedFuture(found.presence().all(now()));
    }
  }

  @Override
  public CompletionStage<PresenceStats> presenceStats(String channel) {
    MemoryChannel found = channels.get(channel);
    if (found == null) {
      return CompletableFuture.completedFuture(new PresenceStats(0, 0));
    }
    synchronized (found) {
      return CompletableFuture.completedFuture(found.presence().stats(now()));
    }
  }

  @Override
  public CompletionStage<Void> publishControl(@Nullable String to, byte[] message) {
    BrokerListener here = listener;
    if (here == null) {
      return closed("send a control message");
    }
    if (to == null || to.equals(node)) {
      here.onControl(message);
    }
    return done();
  }

  @Override
  public BrokerHealth health() {
    return listener == null ? DOWN : UP;
  }

  @Override
  public void close() {
    listener = null;
    sweeper.shutdownNow();
  }

  /** Heap that all channels take, about. */
  public long bytes() {
    return bytes.get();
  }

  /** Most heap that all channels may take. */
  public long maxBytes() {
    return maxBytes;
  }

  /** Number of channels that hold anything now. */
  int size() {
    return channels.size();
  }

  /** Drops expired content, and channels with none left. */
  void sweep() {
    long now = now();
    channels.forEach(
        (name, channel) -> {
          synchronized (channel) {
            if (channel.dropExpired(now)) {
              channel.abandon();
              channels.remove(name, channel);
            }
            count(channel);
          }
        });
  }

  /**
   * Runs an action on a channel under its lock, making the channel if there is none and there is
   * room for it.
   *
   * @param keeps whether the channel has to stay; otherwise the action has one of its own where
   *     there is no room
   */
  private <T> CompletionStage<T> attempt(
      String name, boolean keeps, Function<MemoryChannel, T> action) {
    while (true) {
      MemoryChannel channel =
          isFull()
              ? channels.get(name)
              : channels.computeIfAbsent(name, key -> new MemoryChannel(Epochs.next(random)));
      if (channel == null) {
        return keeps
            ? CompletableFuture.failedFuture(full(name))
            : CompletableFuture.completedFuture(
                action.apply(new MemoryChannel(Epochs.next(random))));
      }
      synchronized (channel) {
        if (!channel.abandoned()) {
          T result = action.apply(channel);
          count(channel);
          return CompletableFuture.completedFuture(result);
        }
      }
    }
  }

  private boolean isFull() {
    return bytes.get() >= maxBytes;
  }

  /** Takes a channel's growth into the sum. Under the channel's lock. */
  private void count(MemoryChannel channel) {
    bytes.addAndGet(channel.growth());
  }

  private BrokerOverloadedException full(String channel) {
    return new BrokerOverloadedException(
        "channel \""
            + channel
            + "\" cannot keep more: all channels take "
            + bytes.get()
            + " of "
            + maxBytes
            + " bytes; shorten their history, give the node more heap, or use Redis");
  }

  private long now() {
    return clock.millis();
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedFuture(null);
  }

  private static <T> CompletionStage<T> closed(String what) {
    return CompletableFuture.failedFuture(
        new BrokerUnavailableException("cannot " + what + ": the memory broker is not running"));
  }
}
