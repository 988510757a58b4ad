package dev.realtime.server.hub;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.BrokerListener;
import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.loop.LoopContext;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what the broker delivers to the subscribers of this node. See the package's guide. */
public final class Hub implements BrokerListener {
  private static final Logger log = LoggerFactory.getLogger(Hub.class);

  /**
   * How long a channel with a position is heard after its last subscriber left: above the time for
   * which Redis may lose what it acknowledged (2 s with everysec) and that for which its death may
   * go unnoticed (4 s), so that of whatever is lost the node that delivered it knows.
   */
  public static final Duration LINGER = Duration.ofSeconds(10);

  private final Broker broker;
  private final HubSettings settings;
  private final HubLoop[] loops;
  private final HubMetrics metrics = new HubMetrics();
  private final ConcurrentMap<String, HubChannel> channels = new ConcurrentHashMap<>();

  /** Channels whose last subscriber has left, and when. */
  private final Map<String, Long> idle = new HashMap<>();

  /** How many of them were still heard when that was looked at last. */
  private volatile int lingering;

  private final GapRepair repair;
  private final RecoveryBudget recoveries =
      new RecoveryBudget(
          RecoveryBudget.PLACES, Runtime.getRuntime().maxMemory() / RecoveryBudget.HEAP_SHARE);

  /** Orders the calls to the broker that begin and end the hearing of channels. */
  private final Object brokerOrder = new Object();

  private volatile Consumer<byte[]> control = _ -> {};

  /** A hub over these loops. The broker is started by its owner, with this as its listener. */
  public Hub(
      List<LoopContext> contexts, Broker broker, ByteBufAllocator allocator, HubSettings settings) {
    this.broker = broker;
    this.settings = settings;
    // Each loop has its part of the node's rate.
    IntSupplier rate = () -> settings.resubscribesPerSecond().getAsInt() / contexts.size();
    this.loops =
        contexts.stream()
            .map(context -> new HubLoop(context, allocator, rate, settings))
            .toArray(HubLoop[]::new);
    this.repair = new GapRepair(this, broker, settings, metrics);
  }

  /** Sets who takes messages from other nodes. */
  public void onControl(Consumer<byte[]> control) {
    this.control = control;
  }

  /** What recoveries may take at once. */
  public RecoveryBudget recoveries() {
    return recoveries;
  }

  /** Reads history for a client on a loop that recovers, as soon as the budget allows it. */
  public CompletionStage<HistoryPage> recover(
      int loop, String channel, HistoryQuery query, Duration metaTtl) {
    return recoveries.read(
        loops[loop].context().loop(), () -> broker.history(channel, query, metaTtl));
  }

  /** What the hub has counted. */
  public HubMetrics metrics() {
    return metrics;
  }

  /**
   * Adds a subscriber; it gets whatever arrives from now on. On the loop.
   *
   * @return completes, on any thread, when the broker hears the channel; fails if it cannot, and
   *     then the subscriber has to be taken out by {@link #leave}
   */
  public CompletionStage<Void> join(int loop, Subscriber subscriber) {
    loops[loop].attach(subscriber);
    synchronized (brokerOrder) {
      HubChannel channel =
          channels.computeIfAbsent(
              subscriber.channel(),
              name -> new HubChannel(name, loops.length, LoopContext.nowMillis()));
      synchronized (channel) {
        channel.join(loop);
        CompletableFuture<Void> heard = channel.heard();
        if (heard == null || heard.isCompletedExceptionally()) {
          heard = broker.subscribe(List.of(channel.name())).toCompletableFuture();
          channel.heard(heard);
        }
        return heard;
      }
    }
  }

  /** Takes a subscriber out. On the loop; nothing reaches it afterwards. */
  public void leave(int loop, Subscriber subscriber) {
    loops[loop].detach(subscriber);
    HubChannel channel = channels.get(subscriber.channel());
    if (channel == null) {
      return;
    }
    synchronized (channel) {
      channel.leave(loop);
      if (channel.total() > 0) {
        return;
      }
    }
    synchronized (brokerOrder) {
      idle.put(subscriber.channel(), LoopContext.nowMillis());
    }
  }

  /**
   * Takes a subscriber out of delivery at once, and tells it of the loss when the bounded rate
   * allows it. It still has to {@link #leave}. On the loop.
   */
  public void tellLoss(int loop, Subscriber subscriber) {
    loops[loop].tellLoss(subscriber);
  }

  /** Delivers on a loop what waits there, without a rest. On that loop, as a task of its own. */
  public void deliverWaiting(int loop) {
    loops[loop].deliverWaiting();
  }

  /**
   * Ceases to hear channels without subscribers. Called a few times a second.
   *
   * <p>Those with a position stay for a while, and those in doubt until they have been compared:
   * clients that left may come back, to any node, with positions that only this one knows to be
   * lost.
   */
  public void releaseIdle() {
    synchronized (brokerOrder) {
      long since = LoopContext.nowMillis() - settings.lingerMillis();
      List<String> gone = new ArrayList<>();
      int left = 0;
      for (var entries = idle.entrySet().iterator(); entries.hasNext(); ) {
        Map.Entry<String, Long> entry = entries.next();
        HubChannel channel = channels.get(entry.getKey());
        if (channel == null) {
          entries.remove();
          continue;
        }
        synchronized (channel) {
          if (channel.total() > 0) {
            entries.remove();
          } else if (channel.isInDoubt()
              || (channel.delivered() != null && entry.getValue() > since)) {
            left++;
          } else {
            entries.remove();
            channels.remove(entry.getKey());
            gone.add(entry.getKey());
          }
        }
      }
      lingering = left;
      unsubscribe(gone);
    }
  }

  private void unsubscribe(List<String> gone) {
    if (gone.isEmpty()) {
      return;
    }
    broker
        .unsubscribe(gone)
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                log.warn(
                    "{} channels are still heard, for unsubscribing failed: {}",
                    gone.size(),
                    failure.toString());
              }
            });
  }

  /**
   * Notes the top of a stream that was read from the broker for a subscriber: from here on, what
   * follows it is expected.
   */
  public void notePosition(String name, HistoryPage page) {
    HubChannel channel = channels.get(name);
    StreamPosition position = page.top();
    if (channel == null || position.epoch().isEmpty()) {
      return;
    }
    synchronized (channel) {
      StreamPosition delivered = channel.delivered();
      if (delivered == null) {
        channel.noted(position, page.topTimeMillis());
        return;
      }
      if (delivered.epoch().equals(position.epoch())) {
        return;
      }
    }
    // It may be the page that is old: the repair looks which of the two epochs is.
    repair.begin(channel);
  }

  @Override
  public void onPublication(
      String name, Publication publication, String epoch, byte @Nullable [] previous) {
    HubChannel channel = channels.get(name);
    if (channel == null) {
      return;
    }
    boolean gap = false;
    synchronized (channel) {
      channel.active(LoopContext.nowMillis());
      if (publication.offset() == 0) {
        dispatch(channel, Broadcast.publication(name, publication, epoch, previous));
        return;
      }
      StreamPosition delivered = channel.delivered();
      if (channel.isRepairing()) {
        channel.beginRepair(); // it is in history; the running repair looks once more
      } else if (channel.isInDoubt()) {
        gap = true;
      } else if (delivered != null && !delivered.epoch().equals(epoch)) {
        gap = true;
      } else if (delivered != null && publication.offset() > delivered.offset() + 1) {
        gap = true;
      } else if (delivered == null
          || publication.offset() == delivered.offset() + 1
          || channel.isNoted(publication.offset())) {
        if (dispatch(channel, Broadcast.publication(name, publication, epoch, previous))) {
          channel.delivered(
              new StreamPosition(publication.offset(), epoch), publication.timeMillis());
        } else {
          gap = delivered != null;
        }
      } // else: delivered already
    }
    if (gap) {
      repair.begin(channel);
    }
  }

  /** Hands a broadcast to every loop concerned; false, and nothing done, if a queue is full. */
  boolean dispatch(HubChannel channel, Broadcast broadcast) {
    int targets = channel.loops();
    for (HubLoop loop : loops) {
      if (channel.isOn(loop.context().index()) && !hasRoom(loop, broadcast)) {
        metrics.overflowed.increment();
        broadcast.release();
        return false;
      }
    }
    metrics.broadcasts.increment();
    if (targets > 1) {
      broadcast.retain(targets - 1);
    } else if (targets == 0) {
      broadcast.release();
      return true;
    }
    for (HubLoop loop : loops) {
      if (channel.isOn(loop.context().index())) {
        loop.offer(broadcast);
      }
    }
    return true;
  }

  /** What is heavier than the whole queue is taken where nothing waits, or it never could be. */
  private boolean hasRoom(HubLoop loop, Broadcast broadcast) {
    long queued = loop.queuedBytes();
    return queued == 0 || queued + broadcast.weight() <= settings.loopQueueBytes();
  }

  /** Tells every subscriber that watches its position to recover by itself. */
  void lose(HubChannel channel) {
    metrics.losses.increment();
    synchronized (channel) {
      for (HubLoop loop : loops) {
        if (channel.isOn(loop.context().index())) {
          loop.offer(Broadcast.loss(channel.name()));
        }
      }
    }
  }

  @Override
  public void onJoin(String name, ClientInfo info) {
    presenceChanged(Broadcast.Kind.JOIN, name, info);
  }

  @Override
  public void onLeave(String name, ClientInfo info) {
    presenceChanged(Broadcast.Kind.LEAVE, name, info);
  }

  private void presenceChanged(Broadcast.Kind kind, String name, ClientInfo info) {
    HubChannel channel = channels.get(name);
    if (channel != null) {
      synchronized (channel) {
        dispatch(channel, Broadcast.presence(kind, name, info));
      }
    }
  }

  @Override
  public void onControl(byte[] message) {
    control.accept(message);
  }

  @Override
  public void onDeliveryInterrupted(Iterable<String> names) {
    for (String name : names) {
      HubChannel channel = channels.get(name);
      if (channel != null) {
        synchronized (channel) {
          channel.interrupt();
        }
      }
    }
  }

  @Override
  public void onDeliveryGap(Iterable<String> names) {
    for (String name : names) {
      HubChannel channel = channels.get(name);
      if (channel != null) {
        repair.begin(channel);
      }
    }
  }

  /**
   * Compares the positions of quiet streams with the broker's, and repairs those that lag. Called
   * about once a second; each stream is looked at once per interval.
   */
  public void checkPositions() {
    long quietSince = LoopContext.nowMillis() - settings.positionCheckMillis();
    for (HubChannel channel : channels.values()) {
      boolean look;
      synchronized (channel) {
        look = channel.delivered() != null && channel.activeAtMillis() < quietSince;
        if (look) {
          // Spread by a quarter, so that streams that fell quiet together do not stay together.
          long spread =
              Math.floorMod(channel.name().hashCode(), settings.positionCheckMillis() / 4 + 1);
          channel.active(LoopContext.nowMillis() - spread);
        }
      }
      if (look) {
        compare(channel);
      }
    }
  }

  private void compare(HubChannel channel) {
    broker
        .history(
            channel.name(),
            new HistoryQuery(null, 0, false),
            settings.rules().get().history(channel.name()).metaTtl())
        .whenComplete(
            (HistoryPage page, Throwable failure) -> {
              if (failure != null) {
                return; // not reachable now: looked at again when it is quiet for as long again
              }
              StreamPosition delivered;
              boolean inDoubt;
              synchronized (channel) {
                delivered = channel.delivered();
                // As where its position was not known yet when the gap was reported.
                inDoubt = channel.isInDoubt();
              }
              if (inDoubt || (delivered != null && !delivered.equals(page.top()))) {
                repair.begin(channel);
              }
            });
  }

  /** Whether a loop is so far behind that publishers should wait. */
  public boolean isOverloaded() {
    for (HubLoop loop : loops) {
      if (loop.queuedBytes() > settings.loopQueueBytes() / 2) {
        return true;
      }
    }
    return false;
  }

  /** Bytes waiting for all loops. */
  public long queuedBytes() {
    long sum = 0;
    for (HubLoop loop : loops) {
      sum += loop.queuedBytes();
    }
    return sum;
  }

  /** Subscribers of a channel on this node. */
  public int subscribers(String name) {
    HubChannel channel = channels.get(name);
    if (channel == null) {
      return 0;
    }
    synchronized (channel) {
      return channel.total();
    }
  }

  /** Channels with subscribers on this node, and how many each has. */
  public Map<String, Integer> channels() {
    Map<String, Integer> counts = new HashMap<>();
    for (HubChannel channel : channels.values()) {
      synchronized (channel) {
        if (channel.total() > 0) {
          counts.put(channel.name(), channel.total());
        }
      }
    }
    return counts;
  }

  /** Number of channels with subscribers on this node, without looking at each. */
  public int channelCount() {
    return Math.max(0, channels.size() - lingering);
  }
}
