package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.server.hub.Wire;
import dev.realtime.server.loop.LoopContext;
import dev.realtime.server.message.Disconnect;
import dev.realtime.server.protocol.Wires;
import dev.realtime.server.session.Connection;
import dev.realtime.server.session.TransportKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The way to a client that keeps nothing: frames are counted and let go of. */
final class Sink implements Connection {
  private static final TransportKind WEBSOCKET =
      new TransportKind("websocket", false, false, false, false);

  private final LoopContext context;
  private final AtomicLong delivered;
  private final AtomicLong subscribed;
  private boolean ready;
  private boolean writable = true;

  /**
   * @param delivered counts frames after the answer to the subscription
   * @param subscribed counts clients that have had it
   */
  Sink(LoopContext context, AtomicLong delivered, AtomicLong subscribed) {
    this.context = context;
    this.delivered = delivered;
    this.subscribed = subscribed;
  }

  /** On the loop, as all else. */
  void setWritable(boolean writable) {
    this.writable = writable;
  }

  @Override
  public void write(ByteBuf frame) {
    if (ready) {
      delivered.incrementAndGet();
    } else if (frame.toString(UTF_8).contains("\"subscribe\"")) {
      ready = true;
      subscribed.incrementAndGet();
    }
    frame.release();
  }

  @Override
  public LoopContext context() {
    return context;
  }

  @Override
  public Wire wire() {
    return Wires.JSON_WEBSOCKET;
  }

  @Override
  public TransportKind transport() {
    return WEBSOCKET;
  }

  @Override
  public ByteBufAllocator allocator() {
    return ByteBufAllocator.DEFAULT;
  }

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public void nativePing() {}

  @Override
  public void setReading(boolean reading) {}

  @Override
  public void close(Disconnect why) {}

  @Override
  public void abort() {}

  @Override
  public String clientAddress() {
    return "none";
  }

  @Override
  public Map<String, String> headers() {
    return Map.of();
  }
}
