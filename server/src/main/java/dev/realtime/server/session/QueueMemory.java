package dev.realtime.server.session;

import dev.realtime.server.config.LimitsConfig;
import dev.realtime.server.loop.LoopContext;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the queues of all slow clients of the node hold together, and the bound that follows for
 * each of them.
 *
 * <p>A client's own bound ({@code limits.clientQueueSize}) alone does not protect the node: 10,000
 * slow clients of as many channels may hold 10,000 times as much. So all of them share {@code
 * limits.queuesSize}. Until half of it is used each has its full bound; from there on the bound
 * shrinks in proportion, and at the end is nothing: whoever has to wait then meets its channel's
 * policy at once.
 *
 * <p>Safe for use by several threads, but for pinning, which is the loop's.
 */
public final class QueueMemory {
  private final List<LoopContext> loops;
  private final Supplier<LimitsConfig> limits;
  private final long defaultBound;

  /**
   * The memory of these loops' queues.
   *
   * @param limits in force; asked each time
   * @param defaultBound bytes, where {@code queuesSize} is not set
   */
  public QueueMemory(List<LoopContext> loops, Supplier<LimitsConfig> limits, long defaultBound) {
    this.loops = List.copyOf(loops);
    this.limits = limits;
    this.defaultBound = defaultBound;
  }

  void pin(LoopContext loop, ByteBuf frame) {
    loop.pinned().pin(frame);
  }

  void unpin(LoopContext loop, ByteBuf frame) {
    loop.pinned().unpin(frame);
  }

  /** Bytes that the queues hold: buffers, each counted once for a loop, and the entries' own. */
  public long held() {
    long held = 0;
    for (LoopContext loop : loops) {
      held += loop.pinned().bytes() + loop.pinned().entries() * Outbox.ENTRY_BYTES;
    }
    return held;
  }

  /** Most that they may hold. */
  public long bound() {
    long configured = limits.get().queuesSize().bytes();
    return configured > 0 ? configured : defaultBound;
  }

  /** What may wait for one client now, in bytes. */
  long limit() {
    long own = limits.get().clientQueueSize().bytes();
    long bound = bound();
    double room = 2.0 * (bound - held()) / bound;
    return room >= 1 ? own : (long) (own * Math.max(0, room));
  }
}
