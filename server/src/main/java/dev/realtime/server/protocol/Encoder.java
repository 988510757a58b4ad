package dev.realtime.server.protocol;

import dev.realtime.server.message.ErrorCode;
import dev.realtime.server.message.Push;
import dev.realtime.server.message.Result;
import io.netty.buffer.ByteBuf;

/** Writes one message after what a buffer holds. Stateless. */
public interface Encoder {
  /**
   * Writes a push. A ping is the empty message.
   *
   * @throws dev.realtime.server.hub.Wire.UnencodableException if a payload cannot travel in this
   *     encoding; what was written of it stays in the buffer
   */
  void push(ByteBuf out, Push push);

  /**
   * Writes the answer to command {@code id}.
   *
   * @throws dev.realtime.server.hub.Wire.UnencodableException as above
   */
  void result(ByteBuf out, long id, Result result);

  /** Writes the error that answers command {@code id}. */
  void error(ByteBuf out, long id, ErrorCode error);
}
