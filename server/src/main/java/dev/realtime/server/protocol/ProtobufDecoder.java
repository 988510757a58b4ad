package dev.realtime.server.protocol;

import com.google.protobuf.CodedInputStream;
import dev.realtime.server.message.Command;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads Protobuf commands, each after its length. */
public final class ProtobufDecoder implements Decoder {
  @Override
  public List<Command> decode(ByteBuf frame) throws MalformedCommandException {
    List<Command> commands = new ArrayList<>(2);
    CodedInputStream in =
        CodedInputStream.newInstance(
            ByteBufUtil.getBytes(frame, frame.readerIndex(), frame.readableBytes(), false));
    try {
      while (!in.isAtEnd()) {
        if (commands.size() == MAX_COMMANDS) {
          throw new MalformedCommandException("more than " + MAX_COMMANDS + " commands in a frame");
        }
        int limit = in.pushLimit(in.readRawVarint32());
        commands.add(new ProtobufCommand(in).read());
        in.checkLastTagWas(0);
        in.popLimit(limit);
      }
    } catch (IOException e) {
      // Protobuf's messages name the kind of fault and never the content.
      throw new MalformedCommandException(
          "command " + commands.size() + " of the frame is not Protobuf: " + e.getMessage());
    }
    if (commands.isEmpty()) {
      throw new MalformedCommandException("frame holds no command");
    }
    return commands;
  }
}
