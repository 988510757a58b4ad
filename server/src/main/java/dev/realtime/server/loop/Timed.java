package dev.realtime.server.loop;

import org.jspecify.annotations.Nullable;

/** Something with a next deadline; at most one at a time, in one wheel. */
public abstract class Timed {
  @Nullable Timed previous;
  @Nullable Timed next;
  int bucket = LoopWheel.NOWHERE;
  long deadline;

  /**
   * The deadline has come, or a little less than a tick is left.
   *
   * @param nowMillis of the loop's clock
   * @return the next deadline on the same clock, or {@link LoopWheel#NEVER}
   */
  protected abstract long onDeadline(long nowMillis);
}
