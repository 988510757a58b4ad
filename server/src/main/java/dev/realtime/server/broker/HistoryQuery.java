package dev.realtime.server.broker;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a stream to read.
 *
 * @param since read what follows this position (precedes it, when reversed); all if absent. In a
 *     stream of another epoch it names nothing: no publications then, and the page's top tells. An
 *     empty epoch fits any.
 * @param limit at most so many; 0 reads the position only; {@link #NO_LIMIT} reads all
 * @param reverse newest first
 */
public record HistoryQuery(@Nullable StreamPosition since, int limit, boolean reverse) {
  /** Reads everything that is kept. */
  public static final int NO_LIMIT = -1;
}
