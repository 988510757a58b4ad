package dev.realtime.server.broker;

/**
 * A place in a channel's stream of publications.
 *
 * @param offset number of the last publication seen, counted from 1; 0 is the start of the stream
 * @param epoch identity of the stream: 8 random letters made with it; offsets of different epochs
 *     cannot be compared; empty where the channel keeps no history
 */
public record StreamPosition(long offset, String epoch) {
  /** The position of a channel that keeps no history. */
  public static final StreamPosition NONE = new StreamPosition(0, "");
}
