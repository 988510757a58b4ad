package dev.realtime.server.transport;

import dev.realtime.server.message.Command;
import dev.realtime.server.protocol.Decoder;
import dev.realtime.server.protocol.JsonDecoder;
import dev.realtime.server.protocol.MalformedCommandException;
import dev.realtime.server.protocol.ProtobufDecoder;
import dev.realtime.server.session.Session;
import dev.realtime.server.session.SessionRegistry;
import io.netty.buffer.Unpooled;
import java.util.List;

/** Hands commands of emulation requests to the session on this node. */
public final class EmulationTarget {
  private static final Decoder JSON = new JsonDecoder();
  private static final Decoder PROTOBUF = new ProtobufDecoder();

  private EmulationTarget() {}

  /**
   * Hands commands over; nothing happens if the session is gone. Where too many of its commands are
   * under way, their answer is error 111, whichever node the request came to. Any thread.
   *
   * @param emulationId of the session
   */
  public static void deliver(SessionRegistry registry, String emulationId, byte[] commands) {
    Session session = registry.byEmulationId(emulationId);
    if (session == null) {
      return;
    }
    boolean protobuf = session.connection().transport().protobuf();
    try {
      List<Command> decoded = (protobuf ? PROTOBUF : JSON).decode(Unpooled.wrappedBuffer(commands));
      session.execute(() -> session.onEmulated(decoded));
    } catch (MalformedCommandException e) {
      session.execute(() -> session.onMalformed(String.valueOf(e.getMessage())));
    }
  }
}
