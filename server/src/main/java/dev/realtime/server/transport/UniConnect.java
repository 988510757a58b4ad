package dev.realtime.server.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.server.message.Command;
import dev.realtime.server.protocol.Decoder;
import dev.realtime.server.protocol.JsonDecoder;
import dev.realtime.server.protocol.MalformedCommandException;
import dev.realtime.server.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * The one message of unidirectional clients: a connect request like {@code {"token":"…"}}, without
 * a command around it.
 */
final class UniConnect implements Decoder {
  private static final Decoder JSON = new JsonDecoder();

  @Override
  public List<Command> decode(ByteBuf frame) throws MalformedCommandException {
    return decode(frame.toString(UTF_8));
  }

  /** The request on one line: a line end is a blank in JSON, and between commands otherwise. */
  private static List<Command> decode(String request) throws MalformedCommandException {
    String line = request.isBlank() ? "{}" : request.replace('\r', ' ').replace('\n', ' ');
    String command = "{\"id\":1,\"connect\":" + line + "}";
    List<Command> commands = JSON.decode(Unpooled.wrappedBuffer(command.getBytes(UTF_8)));
    if (commands.size() > 1 || !(commands.getFirst().request() instanceof Command.Connect)) {
      throw new MalformedCommandException("no connect request");
    }
    return commands;
  }

  /** Connects with what came in the address or body of the request; empty for nothing said. */
  static void run(Session session, String request) {
    try {
      decode(request).forEach(session::onCommand);
    } catch (MalformedCommandException e) {
      session.onMalformed(String.valueOf(e.getMessage()));
    }
  }
}
