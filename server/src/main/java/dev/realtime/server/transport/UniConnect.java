package dev.realtime.server.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.server.message.Command;
import dev.realtime.server.protocol.Decoder;
import dev.realtime.server.protocol.JsonDecoder;
import dev.realtime.server.protocol.MalformedCommandException;
import dev.realtime.server.session.Session;
import io.netty.buffer.Unpooled;

/** The connect of unidirectional clients: the request itself, without a command around it. */
final class UniConnect {
  private static final Decoder JSON = new JsonDecoder();

  private UniConnect() {}

  /**
   * Connects with a connect request as JSON, like {@code {"token":"…","data":{…}}}; empty for one
   * without anything.
   */
  static void run(Session session, String connect) {
    String command = "{\"id\":1,\"connect\":" + (connect.isBlank() ? "{}" : connect) + "}";
    try {
      for (Command one : JSON.decode(Unpooled.wrappedBuffer(command.getBytes(UTF_8)))) {
        session.onCommand(one);
      }
    } catch (MalformedCommandException e) {
      session.onMalformed(String.valueOf(e.getMessage()));
    }
  }
}
