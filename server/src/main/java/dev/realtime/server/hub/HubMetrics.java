package dev.realtime.server.hub;

import java.util.concurrent.atomic.LongAdder;

/** What the hub counts; all of them only grow. */
public final class HubMetrics {
  /** Publications delivered to loops. */
  public final LongAdder broadcasts = new LongAdder();

  /** Publications not delivered since a loop's queue was full; repaired where there is history. */
  public final LongAdder overflowed = new LongAdder();

  /** Gaps noticed. */
  public final LongAdder gaps = new LongAdder();

  /** Publications delivered late, from history. */
  public final LongAdder repaired = new LongAdder();

  /** Streams that had lost publications already delivered, so that clients had to be told. */
  public final LongAdder rolledBack = new LongAdder();

  /** Gaps that history could not fill, so that clients had to be told. */
  public final LongAdder losses = new LongAdder();
}
