package dev.realtime.server.loop;

import io.netty.buffer.ByteBuf;
import java.util.IdentityHashMap;

/**
 * The buffers that wait in queues of one loop. A buffer that waits for many clients is counted
 * once, so that the sum is the memory that the queues hold, and not what they would if each had a
 * copy.
 *
 * <p>Changed on the loop only; the sums may be read by any thread.
 */
public final class PinnedBuffers {
  private static final class Pin {
    int entries;
    int bytes;
  }

  private final IdentityHashMap<ByteBuf, Pin> pins = new IdentityHashMap<>();
  private long bytes;
  private long entries;
  private volatile long toldBytes;
  private volatile long toldEntries;

  /** A view of a buffer has begun to wait in a queue. */
  public void pin(ByteBuf view) {
    Pin pin = pins.computeIfAbsent(root(view), _ -> new Pin());
    if (pin.entries++ == 0) {
      pin.bytes = view.readableBytes();
      bytes += pin.bytes;
    }
    entries++;
    tell();
  }

  /** A view of a buffer waits in a queue no more; called once for each {@link #pin}. */
  public void unpin(ByteBuf view) {
    ByteBuf root = root(view);
    Pin pin = pins.get(root);
    if (pin == null) {
      throw new IllegalStateException("a buffer leaves a queue in which it did not wait");
    }
    if (--pin.entries == 0) {
      pins.remove(root);
      bytes -= pin.bytes;
    }
    entries--;
    tell();
  }

  private void tell() {
    toldBytes = bytes;
    toldEntries = entries;
  }

  private static ByteBuf root(ByteBuf view) {
    ByteBuf root = view;
    for (ByteBuf below = root.unwrap(); below != null; below = below.unwrap()) {
      root = below;
    }
    return root;
  }

  /** Bytes of all buffers that wait, each counted once. */
  public long bytes() {
    return toldBytes;
  }

  /** Places they have in queues. */
  public long entries() {
    return toldEntries;
  }
}
