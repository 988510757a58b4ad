package dev.realtime.server.loop;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one event loop has one of. Used on that loop only, unless said otherwise. */
public final class LoopContext {
  private static final Logger log = LoggerFactory.getLogger(LoopContext.class);

  private final int index;
  private final EventLoop loop;
  private final LoopWheel wheel;
  private List<Flushable> dirty = new ArrayList<>();
  private List<Flushable> spare = new ArrayList<>();
  private boolean flushScheduled;
  private final PinnedBuffers pinned = new PinnedBuffers();

  /** A context for the loop; {@link #start} brings it to life. */
  public LoopContext(int index, EventLoop loop) {
    this.index = index;
    this.loop = loop;
    this.wheel = new LoopWheel(nowMillis());
  }

  /** Begins to turn the wheel. Any thread. */
  public void start() {
    Future<?> _ =
        loop.scheduleWithFixedDelay(
            this::tick, LoopWheel.TICK_MILLIS, LoopWheel.TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    wheel.advance(nowMillis());
  }

  /** Place among the loops, from 0. Any thread. */
  public int index() {
    return index;
  }

  /** The loop itself. Any thread. */
  public EventLoop loop() {
    return loop;
  }

  /** What waits in the queues of the loop's clients. */
  public PinnedBuffers pinned() {
    return pinned;
  }

  /** The loop's deadlines. */
  public LoopWheel wheel() {
    return wheel;
  }

  /** Milliseconds of the clock that deadlines are on; only differences have a meaning. */
  public static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }

  /** Flushes something at the end of this turn. Not to be called twice for one turn. */
  public void flushAtEndOfTurn(Flushable flushable) {
    dirty.add(flushable);
    if (!flushScheduled) {
      flushScheduled = true;
      loop.execute(this::flushAll);
    }
  }

  /** What fails for one client must not keep it from the others. */
  private static void flush(Flushable flushable) {
    try {
      flushable.flushTurn();
    } catch (RuntimeException e) {
      log.error("what was gathered for a client could not be sent", e);
    }
  }

  private void flushAll() {
    flushScheduled = false;
    List<Flushable> now = dirty;
    dirty = spare;
    spare = now;
    for (int i = 0; i < now.size(); i++) {
      flush(now.get(i));
    }
    now.clear();
  }
}
