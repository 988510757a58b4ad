package dev.realtime.server.hub;

import dev.realtime.server.loop.LoopContext;
import dev.realtime.server.loop.LoopWheel;
import dev.realtime.server.loop.Timed;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscribers of one event loop, and the queue of what is to be delivered to them. All but
 * {@link #offer} happens on the loop.
 *
 * <p>Whoever reads is served first: clients whose sockets are full get a batch late, when the
 * sockets of the others have had their turn. Queueing for a thousand slow clients would else delay
 * every other one by milliseconds.
 */
final class HubLoop {
  private static final Logger log = LoggerFactory.getLogger(HubLoop.class);

  /** Delivered in one go before sockets get their turn; what is left goes on right after. */
  private static final int MAX_PER_TURN = 512;

  /**
   * Likewise, in bytes. They are in direct memory until the sockets have had their turn, and a
   * second time where frames are joined: 512 of the longest messages would take 64 MiB of each
   * loop, and one joined frame more than a client's queue may hold.
   */
  private static final long MAX_BYTES_PER_TURN = 256 * 1024;

  /** Of one channel: its subscribers, densely. */
  private static final class Local {
    Subscriber[] subscribers = new Subscriber[2];
    int size;
  }

  private static final Local NOBODY = new Local();

  /** A batch, and those who get it late. */
  private record Late(ChannelBatch batch, List<Subscriber> subscribers) {}

  private final LoopContext context;
  private final IntSupplier resubscribesPerSecond;
  private final LongConsumer onDelivered;
  private final Map<String, Local> channels = new HashMap<>();
  private final Queue<Broadcast> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final ArrayDeque<Subscriber> lossesToTell = new ArrayDeque<>();
  private final ByteBufAllocator allocator;
  private final ArrayDeque<Late> late = new ArrayDeque<>();
  private final FanOutPace pace;
  private ChannelBatch batch;

  /** To how many subscribers this turn has delivered. */
  private int deliveries;

  /** Whether the last turn left something for the next one, which then does not wait. */
  private boolean backlog;

  private final Timed losses =
      new Timed() {
        @Override
        protected long onDeadline(long nowMillis) {
          return tellLosses(nowMillis);
        }
      };

  HubLoop(
      LoopContext context,
      ByteBufAllocator allocator,
      IntSupplier resubscribesPerSecond,
      HubSettings settings) {
    this.onDelivered = settings.onDelivered();
    this.pace = new FanOutPace(settings.mostRestNanos(), System.nanoTime());
    this.context = context;
    this.resubscribesPerSecond = resubscribesPerSecond;
    this.allocator = allocator;
    this.batch = new ChannelBatch(allocator);
  }

  LoopContext context() {
    return context;
  }

  long queuedBytes() {
    return queuedBytes.get();
  }

  /** Queues a broadcast, taking over one of its references. Any thread. */
  void offer(Broadcast broadcast) {
    queuedBytes.addAndGet(broadcast.weight());
    queue.add(broadcast);
    if (scheduled.compareAndSet(false, true)) {
      context.loop().execute(this::drainOnceRested);
    }
  }

  private void drainOnceRested() {
    if (backlog) {
      drain();
      return;
    }
    long now = System.nanoTime();
    pace.ended(now);
    long rest = pace.restNanos(now);
    if (rest > 0) {
      Future<?> _ = context.loop().schedule(this::drain, rest, TimeUnit.NANOSECONDS);
    } else {
      drain();
    }
  }

  /**
   * Delivers what waits, as much as a turn takes, to slow clients too, and does not wait for the
   * end of a rest. For what must not overtake it; on the loop, as part of a task of its own.
   */
  void deliverWaiting() {
    if (!queue.isEmpty()) {
      turn();
    }
    deliverLate();
  }

  private void drain() {
    scheduled.set(false);
    turn();
  }

  private void turn() {
    long began = System.nanoTime();
    deliveries = 0;
    deliverLate(); // of the turn before, if its sockets have not had theirs yet
    int left = MAX_PER_TURN;
    long bytes = 0;
    Broadcast next = queue.poll();
    while (next != null) {
      bytes += next.weight();
      queuedBytes.addAndGet(-next.weight());
      if (next.kind() == Broadcast.Kind.PUBLICATION) {
        if (!batch.isEmpty() && !batch.channel().equals(next.channel())) {
          deliverBatch();
        }
        batch.add(next);
      } else {
        deliverBatch();
        deliverOther(next);
      }
      next = --left > 0 && bytes < MAX_BYTES_PER_TURN ? queue.poll() : null;
    }
    backlog = (left == 0 || bytes >= MAX_BYTES_PER_TURN) && !queue.isEmpty();
    deliverBatch();
    if (!late.isEmpty()) {
      context.loop().execute(this::deliverLate);
    }
    if (pace.delivered(deliveries, began)) {
      // Not before the loop has been to its sockets: what is due at once is looked at after that.
      Future<?> _ = context.loop().schedule(this::fanOutEnded, 0, TimeUnit.NANOSECONDS);
    }
    if (backlog && scheduled.compareAndSet(false, true)) {
      context.loop().execute(this::drain);
    }
  }

  private void fanOutEnded() {
    pace.ended(System.nanoTime());
  }

  private void deliverBatch() {
    if (batch.isEmpty()) {
      return;
    }
    List<Subscriber> backedUp = null;
    try {
      Local local = channels.getOrDefault(batch.channel(), NOBODY);
      deliveries += local.size;
      // From the end, so that a subscriber that leaves meanwhile moves nobody past us.
      for (int i = local.size - 1; i >= 0; i--) {
        if (i < local.size) {
          Subscriber subscriber = local.subscribers[i];
          if (subscriber.late > 0 || subscriber.isBackedUp()) {
            backedUp = backedUp == null ? new ArrayList<>() : backedUp;
            backedUp.add(subscriber);
            subscriber.late++;
          } else {
            deliver(subscriber, batch);
          }
        }
      }
      long published = batch.broadcasts().getFirst().publication().timeMillis();
      if (published > 0) {
        onDelivered.accept(published);
      }
    } finally {
      if (backedUp == null) {
        batch.release();
      } else {
        late.add(new Late(batch, backedUp));
        batch = new ChannelBatch(allocator);
      }
    }
  }

  private void deliverLate() {
    for (Late next = late.poll(); next != null; next = late.poll()) {
      try {
        for (Subscriber subscriber : next.subscribers()) {
          subscriber.late--;
          if (subscriber.slot != Subscriber.NOWHERE) {
            deliver(subscriber, next.batch());
          }
        }
      } finally {
        next.batch().release();
      }
    }
  }

  private void deliver(Subscriber subscriber, ChannelBatch batch) {
    try {
      subscriber.onPublications(batch);
    } catch (RuntimeException e) {
      // What fails for one must not keep it from the others.
      log.atError()
          .addKeyValue("channel", batch.channel())
          .setCause(e)
          .log("a subscriber could not be served");
    }
  }

  private void deliverOther(Broadcast broadcast) {
    try {
      Local local = channels.getOrDefault(broadcast.channel(), NOBODY);
      for (int i = local.size - 1; i >= 0; i--) {
        if (i < local.size) {
          deliverOther(broadcast, local.subscribers[i]);
        }
      }
    } finally {
      broadcast.release();
    }
  }

  private void deliverOther(Broadcast broadcast, Subscriber subscriber) {
    try {
      if (broadcast.kind() != Broadcast.Kind.LOSS) {
        subscriber.onPresenceChange(broadcast);
      } else if (subscriber.isPositioned()) {
        tellLoss(subscriber);
      }
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("channel", broadcast.channel())
          .setCause(e)
          .log("{} not delivered to a subscriber", broadcast.kind());
    }
  }

  /**
   * Takes a subscriber out of its channel now, and calls its {@link Subscriber#onInsufficientState}
   * when the bounded rate allows it.
   */
  void tellLoss(Subscriber subscriber) {
    detach(subscriber);
    if (lossesToTell.isEmpty()) {
      context.wheel().schedule(losses, LoopContext.nowMillis());
    }
    lossesToTell.add(subscriber);
  }

  private long tellLosses(long nowMillis) {
    int now = Math.max(1, resubscribesPerSecond.getAsInt() * LoopWheel.TICK_MILLIS / 1000);
    for (int i = 0; i < now && !lossesToTell.isEmpty(); i++) {
      lossesToTell.remove().onInsufficientState();
    }
    return lossesToTell.isEmpty() ? LoopWheel.NEVER : nowMillis + LoopWheel.TICK_MILLIS;
  }

  void attach(Subscriber subscriber) {
    Local local = channels.computeIfAbsent(subscriber.channel(), _ -> new Local());
    if (local.size == local.subscribers.length) {
      local.subscribers = Arrays.copyOf(local.subscribers, local.size + (local.size >> 1) + 1);
    }
    subscriber.slot = local.size;
    local.subscribers[local.size++] = subscriber;
  }

  void detach(Subscriber subscriber) {
    int slot = subscriber.slot;
    Local local = channels.get(subscriber.channel());
    if (slot == Subscriber.NOWHERE || local == null) {
      return;
    }
    subscriber.slot = Subscriber.NOWHERE;
    int last = --local.size;
    if (slot != last) {
      local.subscribers[slot] = local.subscribers[last];
      local.subscribers[slot].slot = slot;
    }
    if (last == 0) {
      channels.remove(subscriber.channel());
    } else if (last < local.subscribers.length / 4) {
      local.subscribers = Arrays.copyOf(local.subscribers, local.subscribers.length / 2);
    } else {
      local.subscribers[last] = local.subscribers[0]; // or it would keep the one that left alive
    }
  }

  /** Subscribers of a channel on this loop. */
  int count(String channel) {
    Local local = channels.get(channel);
    return local == null ? 0 : local.size;
  }
}
