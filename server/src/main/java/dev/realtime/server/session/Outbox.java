package dev.realtime.server.session;

import dev.realtime.server.config.SlowClientPolicy;
import dev.realtime.server.hub.Wire;
import dev.realtime.server.loop.Flushable;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.ErrorCode;
import dev.realtime.server.message.Push;
import dev.realtime.server.message.Result;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes to one client.
 *
 * <p>While the socket takes everything, a frame is written right through, and the turn's end
 * flushes it. Once the socket is full (64 KiB wait in it), frames queue here: references to buffers
 * shared with all other subscribers, counted in bytes as if they were the client's own. When the
 * count passes {@code limits.clientQueueSize}, the channel's policy decides: the client is closed
 * (3008), or the oldest publications go. {@code keep-latest} acts earlier: of each such channel
 * only the newest publication waits at all.
 *
 * <p>What all queues of the node hold is bounded as well, by {@code limits.queuesSize}: from half
 * of that on, each client's own bound shrinks ({@link QueueMemory}).
 *
 * <p>A subscription that watches its position is not sent anything past a drop: what waits of it
 * goes as well, and as soon as the queue is half empty its client is told to recover, at its own
 * speed, from history.
 */
final class Outbox implements Flushable {
  /** A frame that waits. */
  static final class Waiting {
    private ByteBuf frame;
    private final @Nullable Subscription from;

    /** Whether it is a publication; else joins and leaves, which nobody has to recover. */
    private final boolean publication;

    Waiting(ByteBuf frame, @Nullable Subscription from, boolean publication) {
      this.frame = frame;
      this.from = from;
      this.publication = publication;
    }

    /** What it costs: its bytes, and what holds them here. */
    long weight() {
      return (long) frame.readableBytes() + ENTRY_BYTES;
    }
  }

  /** Heap taken by one entry: itself, its view of the shared buffer, its slot in the queue. */
  static final int ENTRY_BYTES = 96;

  private final Session session;
  private final Connection connection;
  private Wire.@Nullable Frame open;
  private @Nullable ArrayDeque<Waiting> waiting;
  private @Nullable List<Subscription> toRecover;
  private long waitingBytes;
  private boolean dirty;
  private boolean closed;
  private int progress;

  Outbox(Session session, Connection connection) {
    this.session = session;
    this.connection = connection;
  }

  void result(long id, Result result) {
    if (!closed) {
      try {
        frame().result(id, result);
      } catch (Wire.UnencodableException e) {
        session.disconnect(Codes.INAPPROPRIATE_PROTOCOL);
      }
    }
  }

  void error(long id, ErrorCode error) {
    if (!closed) {
      frame().error(id, error);
    }
  }

  void push(Push push) {
    if (!closed) {
      finishOpen();
      try {
        write(connection.wire().push(connection.allocator(), push), null, false);
      } catch (Wire.UnencodableException e) {
        session.disconnect(Codes.INAPPROPRIATE_PROTOCOL);
      }
    }
  }

  /** Publications for a subscription; takes over the frame's reference. */
  void publications(ByteBuf frame, Subscription from) {
    if (closed) {
      frame.release();
      return;
    }
    finishOpen();
    write(frame, from, true);
  }

  /** A join or leave for a subscription; takes over the frame's reference. */
  void presence(ByteBuf frame, Subscription from) {
    if (closed) {
      frame.release();
      return;
    }
    finishOpen();
    write(frame, from, false);
  }

  /** Sends a ping, past what waits: SDKs give up when none comes in time. */
  void ping() {
    if (!closed) {
      connection.write(connection.wire().push(connection.allocator(), new Push.Ping()));
      markDirty();
    }
  }

  /** Changes whenever the client has taken something while frames waited. */
  int progress() {
    return progress;
  }

  private Wire.Frame frame() {
    Wire.Frame frame = open;
    if (frame == null) {
      frame = connection.wire().frame(connection.allocator());
      open = frame;
      markDirty();
    }
    return frame;
  }

  private void finishOpen() {
    Wire.Frame frame = open;
    if (frame != null) {
      open = null;
      if (frame.isEmpty()) {
        frame.discard();
      } else {
        write(frame.finish(), null, false);
      }
    }
  }

  private void markDirty() {
    if (!dirty) {
      dirty = true;
      connection.context().flushAtEndOfTurn(this);
    }
  }

  private void write(ByteBuf frame, @Nullable Subscription from, boolean publication) {
    if (closed) {
      frame.release(); // what went before it was too much for a slow client
    } else if (isFull()) {
      enqueue(new Waiting(frame, from, publication));
    } else {
      connection.write(frame);
      markDirty();
    }
  }

  @Override
  public void flushTurn() {
    dirty = false;
    if (!closed) {
      finishOpen();
      connection.flush();
      dirty = false;
    }
  }

  /** Whether frames wait here since the socket takes no more. */
  boolean isBackedUp() {
    return waitingBytes > 0;
  }

  /** Whether what is written now has to wait here. */
  boolean isFull() {
    return isBackedUp() || !connection.isWritable();
  }

  private void enqueue(Waiting entry) {
    ArrayDeque<Waiting> queue = waiting;
    if (queue == null) {
      queue = new ArrayDeque<>(4);
      waiting = queue;
    }
    Subscription from = entry.from;
    if (from != null && entry.publication && from.slowPolicy() == SlowClientPolicy.KEEP_LATEST) {
      Waiting latest = from.waiting();
      if (latest == null) {
        from.waiting(entry);
        append(queue, entry);
      } else {
        replace(latest, entry.frame);
      }
    } else {
      append(queue, entry);
    }
    long limit = session.services().queues().limit();
    if (waitingBytes > limit) {
      shrink(queue, from, limit);
    }
  }

  private void append(ArrayDeque<Waiting> queue, Waiting entry) {
    queue.add(entry);
    session.services().queues().pin(connection.context(), entry.frame);
    count(entry.weight());
  }

  /** Puts the newest publication into the place of the one that waits. */
  private void replace(Waiting latest, ByteBuf frame) {
    QueueMemory queues = session.services().queues();
    queues.unpin(connection.context(), latest.frame);
    queues.pin(connection.context(), frame);
    count(frame.readableBytes() - (long) latest.frame.readableBytes());
    latest.frame.release();
    latest.frame = frame;
    session.services().sessionMetrics().dropped(SlowClientPolicy.KEEP_LATEST);
  }

  /** An entry has left the queue; its frame is still held. */
  private void left(Waiting entry) {
    session.services().queues().unpin(connection.context(), entry.frame);
    count(-entry.weight());
    Subscription from = entry.from;
    if (from != null && from.waiting() == entry) {
      from.waiting(null);
    }
  }

  private void shrink(ArrayDeque<Waiting> queue, @Nullable Subscription from, long limit) {
    SlowClientPolicy policy = from == null ? SlowClientPolicy.DISCONNECT : from.slowPolicy();
    session.services().sessionMetrics().slow(policy);
    if (policy != SlowClientPolicy.DISCONNECT) {
      dropOldest(queue, limit);
    }
    if (waitingBytes > limit) {
      session.disconnect(Codes.SLOW);
    }
  }

  private void dropOldest(ArrayDeque<Waiting> queue, long limit) {
    Iterator<Waiting> oldestFirst = queue.iterator();
    while (waitingBytes > limit && oldestFirst.hasNext()) {
      Waiting entry = oldestFirst.next();
      Subscription from = entry.from;
      if (from != null && from.slowPolicy() != SlowClientPolicy.DISCONNECT) {
        oldestFirst.remove();
        drop(entry, from);
      }
    }
    if (toRecover != null) {
      // Nothing of a subscription may follow its gap.
      for (Iterator<Waiting> all = queue.iterator(); all.hasNext(); ) {
        Waiting entry = all.next();
        if (entry.from != null && entry.from.isLost()) {
          all.remove();
          drop(entry, entry.from);
        }
      }
    }
  }

  private void drop(Waiting entry, Subscription from) {
    left(entry);
    entry.frame.release();
    session.services().sessionMetrics().dropped(from.slowPolicy());
    // Under keep-latest this was the newest one, so there is no other to follow it.
    if (entry.publication && from.isPositioned() && from.lose()) {
      List<Subscription> lost = toRecover;
      if (lost == null) {
        lost = new ArrayList<>(2);
        toRecover = lost;
      }
      lost.add(from);
    }
  }

  private void count(long bytes) {
    boolean before = isBackedUp();
    waitingBytes += bytes;
    session.services().sessionMetrics().queued(bytes);
    if (before != isBackedUp()) {
      session.updateReading();
    }
  }

  /** The socket takes more again. */
  void onWritable() {
    ArrayDeque<Waiting> queue = waiting;
    if (queue == null || closed) {
      return;
    }
    progress++;
    while (connection.isWritable()) {
      Waiting next = queue.poll();
      if (next == null) {
        waiting = null;
        break;
      }
      left(next);
      connection.write(next.frame);
      markDirty();
    }
    List<Subscription> lost = toRecover;
    if (lost != null && waitingBytes <= session.services().queues().limit() / 2) {
      toRecover = null;
      lost.forEach(Subscription::recoverSoon);
    }
  }

  /** Sends what is being gathered, and takes nothing more. */
  void close() {
    if (closed) {
      return;
    }
    finishOpen();
    closed = true;
    ArrayDeque<Waiting> queue = waiting;
    if (queue != null) {
      waiting = null;
      for (Waiting entry : queue) {
        session.services().queues().unpin(connection.context(), entry.frame);
        entry.frame.release();
      }
      session.services().sessionMetrics().queued(-waitingBytes);
      waitingBytes = 0;
    }
  }
}
