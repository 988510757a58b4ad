package dev.realtime.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.protocol.JsonDecoder;
import dev.realtime.server.protocol.Wires;
import dev.realtime.server.session.TransportKind;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LongFrameTest {
  private static final int LENGTH = 1 << 20;
  private static final int READ = 512;

  @Test
  void isGatheredInOneBuffer() {
    Counting memory = new Counting();
    WebSocketHandler handler =
        new WebSocketHandler(
            new ClientConnection.Setup(
                null,
                Wires.JSON_WEBSOCKET,
                new TransportKind("websocket", false, false, false, false),
                "test",
                Map.of()),
            new JsonDecoder(),
            LENGTH,
            false);
    EmbeddedChannel channel = new EmbeddedChannel(handler);
    channel.config().setAllocator(memory);
    channel.writeInbound(header());
    for (int sent = READ; sent < LENGTH; sent += READ) {
      channel.writeInbound(Unpooled.directBuffer(READ).writeZero(READ));
    }
    assertThat(memory.made).hasSizeLessThan(5);
    handler.release();
    assertThat(memory.made).allMatch(buffer -> buffer.refCnt() == 0);
  }

  /** Of a text of {@link #LENGTH} bytes; the channel has no session, so that no frame may end. */
  private static ByteBuf header() {
    return Unpooled.directBuffer(14).writeByte(0x81).writeByte(0xFF).writeLong(LENGTH).writeInt(7);
  }

  private static final class Counting extends AbstractByteBufAllocator {
    private final List<ByteBuf> made = new ArrayList<>();

    private ByteBuf counted(ByteBuf buffer) {
      made.add(buffer);
      return buffer;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initial, int max) {
      return counted(UnpooledByteBufAllocator.DEFAULT.heapBuffer(initial, max));
    }

    @Override
    protected ByteBuf newDirectBuffer(int initial, int max) {
      return counted(UnpooledByteBufAllocator.DEFAULT.directBuffer(initial, max));
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }
}
