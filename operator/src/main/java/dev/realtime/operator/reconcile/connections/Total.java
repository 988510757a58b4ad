package dev.realtime.operator.reconcile.connections;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The number of connections of one service over time. Begins with what the leader before has
 * written, which stands until the first count, so that a restart of the operator is no news. Used
 * by one thread.
 */
final class Total {
  private @Nullable Long written;
  private final Instant until;

  /**
   * One that nothing has been counted of.
   *
   * @param written in the status; null: nothing
   * @param until when it is no longer believed if nothing could be counted
   */
  Total(@Nullable Long written, Instant until) {
    this.written = written;
    this.until = until;
  }

  /** The number to tell, rounded; null: it cannot be counted. */
  @Nullable Long next(Count count, Instant now) {
    if (count.complete()) {
      written = null;
      return Connections.rounded(count.total());
    }
    return now.isBefore(until) ? written : null;
  }
}
