package dev.realtime.server.hub;

import dev.realtime.server.message.ErrorCode;
import dev.realtime.server.message.Push;
import dev.realtime.server.message.Result;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * One way of putting messages into bytes: encoding and framing together. Frames stand for
 * themselves: any number of them, one after the other, is what a connection carries.
 *
 * <p>Stateless and shared by all connections and threads.
 */
public interface Wire {
  /** Most wires there are; {@link #index} is below. */
  int MAX = 16;

  /** Place among the wires. */
  int index();

  /** Whether payloads are embedded as JSON text, so that deltas have to be text as well. */
  boolean isText();

  /**
   * A frame with one push.
   *
   * @return a buffer with one reference
   * @throws UnencodableException if the payload cannot travel on this wire
   */
  ByteBuf push(ByteBufAllocator allocator, Push push);

  /** Begins a frame that holds several messages. */
  Frame frame(ByteBufAllocator allocator);

  /** A frame in the making. */
  interface Frame {
    /** Adds an answer. */
    void result(long id, Result result);

    /** Adds an error. */
    void error(long id, ErrorCode error);

    /** Bytes so far. */
    int size();

    /** Whether it holds no message, since what was added could not be encoded. */
    boolean isEmpty();

    /** Ends the frame: a buffer with one reference. */
    ByteBuf finish();

    /** Lets go of it instead. */
    void discard();
  }

  /** A payload is not JSON, and the wire is. */
  final class UnencodableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Without a stack trace: bad payloads are the publisher's, and may come in masses. */
    public UnencodableException() {
      super("payload is not JSON", null, false, false);
    }
  }
}
