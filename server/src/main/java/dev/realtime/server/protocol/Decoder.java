package dev.realtime.server.protocol;

import dev.realtime.server.message.Command;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** Reads the commands of one frame. Stateless. */
public interface Decoder {
  /** Most commands in one frame: an SDK that reconnects sends one for each subscription. */
  int MAX_COMMANDS = 4096;

  /**
   * Reads all of the buffer's readable bytes; does not release it.
   *
   * @return at least one command
   * @throws MalformedCommandException if any of it is not well-formed
   */
  List<Command> decode(ByteBuf frame) throws MalformedCommandException;
}
