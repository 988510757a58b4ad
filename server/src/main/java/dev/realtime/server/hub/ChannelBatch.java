package dev.realtime.server.hub;

import dev.realtime.server.message.Result.SentPublication.Form;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The publications of one channel that waited for a loop together. Their frames are joined once for
 * the loop, so that each subscriber costs one write however many there are.
 */
public final class ChannelBatch {
  private final List<Broadcast> broadcasts = new ArrayList<>();
  private final @Nullable ByteBuf[] joined = new ByteBuf[Wire.MAX * Form.COUNT];
  private final ByteBufAllocator allocator;
  private boolean contiguous;

  ChannelBatch(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  void add(Broadcast broadcast) {
    if (broadcasts.isEmpty()) {
      contiguous = broadcast.publication().offset() > 0;
    } else {
      Broadcast last = broadcasts.getLast();
      contiguous &=
          broadcast.publication().offset() == last.publication().offset() + 1
              && broadcast.epoch().equals(last.epoch());
    }
    broadcasts.add(broadcast);
  }

  boolean isEmpty() {
    return broadcasts.isEmpty();
  }

  String channel() {
    return broadcasts.getFirst().channel();
  }

  /** The publications, in stream order; never empty. */
  public List<Broadcast> broadcasts() {
    return broadcasts;
  }

  /** Offset of the first one; 0 without history. */
  public long firstOffset() {
    return broadcasts.getFirst().publication().offset();
  }

  /** Offset of the last one; 0 without history. */
  public long lastOffset() {
    return broadcasts.getLast().publication().offset();
  }

  /** Whether offsets follow each other within one epoch. */
  public boolean isContiguous() {
    return contiguous;
  }

  /** Epoch of the last one. */
  public String epoch() {
    return broadcasts.getLast().epoch();
  }

  /**
   * All publications as frames in one buffer, which the batch keeps: retain before handing on.
   *
   * @param form for a subscriber that has everything before this batch
   * @throws Wire.UnencodableException if a payload cannot travel on this wire
   */
  public ByteBuf frames(Wire wire, Form form) {
    if (broadcasts.size() == 1) {
      return broadcasts.getFirst().frame(wire, form, allocator);
    }
    int slot = wire.index() * Form.COUNT + form.index();
    ByteBuf all = joined[slot];
    if (all == null) {
      int size = 0;
      for (Broadcast broadcast : broadcasts) {
        size += broadcast.frame(wire, form, allocator).readableBytes();
      }
      all = allocator.directBuffer(size, size);
      for (Broadcast broadcast : broadcasts) {
        ByteBuf one = broadcast.frame(wire, form, allocator);
        all.writeBytes(one, one.readerIndex(), one.readableBytes());
      }
      joined[slot] = all;
    }
    return all;
  }

  /** One of the publications as a frame, which the batch keeps: retain before handing on. */
  public ByteBuf frame(Broadcast broadcast, Wire wire, Form form) {
    return broadcast.frame(wire, form, allocator);
  }

  void release() {
    for (Broadcast broadcast : broadcasts) {
      broadcast.release();
    }
    broadcasts.clear();
    for (int i = 0; i < joined.length; i++) {
      ByteBuf buffer = joined[i];
      if (buffer != null) {
        buffer.release();
        joined[i] = null;
      }
    }
  }
}
