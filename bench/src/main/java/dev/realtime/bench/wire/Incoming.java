package dev.realtime.bench.wire;

import io.netty.buffer.ByteBuf;

/** Receives what a {@link Dialect} finds in the bytes of one frame, in order. */
public interface Incoming {
  /**
   * A publication.
   *
   * @param bytes where it stands; not to be kept
   * @param marker index of the first byte of its {@link Marker}
   */
  void publication(ByteBuf bytes, int marker);

  /** A ping of the application protocol; answer with {@link Dialect#pong} if it has one. */
  void ping();

  /** The answer to a request, or a notice. */
  void answer(Answer answer);
}
