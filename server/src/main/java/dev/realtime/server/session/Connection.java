package dev.realtime.server.session;

import dev.realtime.server.hub.Wire;
import dev.realtime.server.loop.LoopContext;
import dev.realtime.server.message.Disconnect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Map;

/** The way to one client, as a transport offers it. Used on its event loop only. */
public interface Connection {
  /** The event loop and what belongs to it. */
  LoopContext context();

  /** How messages become bytes. */
  Wire wire();

  /** What the transport is. */
  TransportKind transport();

  /** Buffers for frames. */
  ByteBufAllocator allocator();

  /** Takes over a frame's reference; nothing is sent before {@link #flush}. */
  void write(ByteBuf frame);

  /** Sends what was written. */
  void flush();

  /** Whether so little waits in the socket that more may be written. */
  boolean isWritable();

  /** Sends the transport's own ping, where those are used. */
  void nativePing();

  /** Stops or resumes reading from the client. */
  void setReading(boolean reading);

  /**
   * Ends the connection in the transport's way, with code and reason, after what was written.
   * {@link Session#onClosed} follows.
   */
  void close(Disconnect why);

  /** Ends the connection without a word. {@link Session#onClosed} follows. */
  void abort();

  /** Address of the client. */
  String clientAddress();

  /** Headers of the client's request that proxies pass on, by name in lower case. */
  Map<String, String> headers();
}
