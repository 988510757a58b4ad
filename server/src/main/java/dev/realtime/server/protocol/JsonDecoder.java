package dev.realtime.server.protocol;

import dev.realtime.server.json.JsonShapeException;
import dev.realtime.server.message.Command;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON commands, one to a line. */
public final class JsonDecoder implements Decoder {
  @Override
  public List<Command> decode(ByteBuf frame) throws MalformedCommandException {
    List<Command> commands = new ArrayList<>(2);
    int end = frame.writerIndex();
    int at = frame.readerIndex();
    while (at < end) {
      int lineEnd = frame.indexOf(at, end, (byte) '\n');
      int stop = lineEnd < 0 ? end : lineEnd;
      if (stop > at) {
        if (commands.size() == MAX_COMMANDS) {
          throw new MalformedCommandException("more than " + MAX_COMMANDS + " commands in a frame");
        }
        commands.add(command(ByteBufUtil.getBytes(frame, at, stop - at), commands.size()));
      }
      at = stop + 1;
    }
    if (commands.isEmpty()) {
      throw new MalformedCommandException("frame holds no command");
    }
    return commands;
  }

  private static Command command(byte[] line, int index) throws MalformedCommandException {
    try {
      return new JsonCommand(line).read();
    } catch (JsonShapeException e) {
      throw new MalformedCommandException("command " + index + " of the frame: " + e.getMessage());
    }
  }
}
