package dev.realtime.server.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.server.message.Command;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** Whatever a client may send in a frame; see {@code TokenFuzzIT} for how to search. */
class DecoderFuzzIT {
  /** A JSON frame gives commands or is malformed. */
  @FuzzTest(maxDuration = "20s")
  void jsonGivesCommandsOrIsMalformed(byte[] frame) {
    decode(new JsonDecoder(), frame);
  }

  /** A Protobuf frame gives commands or is malformed. */
  @FuzzTest(maxDuration = "20s")
  void protobufGivesCommandsOrIsMalformed(byte[] frame) {
    decode(new ProtobufDecoder(), frame);
  }

  private static void decode(Decoder decoder, byte[] bytes) {
    ByteBuf frame = Unpooled.wrappedBuffer(bytes);
    try {
      List<Command> commands = decoder.decode(frame);
      if (commands.isEmpty() || commands.size() > Decoder.MAX_COMMANDS) {
        throw new AssertionError(commands.size() + " commands");
      }
    } catch (MalformedCommandException e) {
      if (e.getMessage() == null) {
        throw new AssertionError("malformed without a reason", e);
      }
    }
    if (frame.refCnt() != 1) {
      throw new AssertionError("the frame was released");
    }
  }
}
