package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.hub.Wire;
import dev.realtime.server.loop.LoopContext;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Disconnect;
import dev.realtime.server.protocol.Wires;
import dev.realtime.server.session.Connection;
import dev.realtime.server.session.Session;
import dev.realtime.server.session.TransportKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client's socket is closed before anything is cleaned up for which Redis may be asked. */
class ClosedFirstTest {
  @TempDir Path directory;
  private final List<Integer> subscriptionsAtClose = new ArrayList<>();

  @Test
  void theSocketIsClosedBeforeItsSubscriptionsAre() throws Exception {
    try (TestServer server = TestServer.start(directory, TestServer.OPEN)) {
      LoopContext context = server.parts().contexts().getFirst();
      Way way = new Way(context);
      Session session =
          new Session(server.parts().services(), server.parts().clientRoutes().flows(), way);
      way.session = session;
      context.loop().submit(() -> enter(session)).sync();
      await().until(() -> session.subscriptions() == 1);

      context.loop().submit(() -> session.disconnect(Codes.FORCE_RECONNECT)).sync();
      assertThat(subscriptionsAtClose).containsExactly(1);
      assertThat(session.subscriptions()).isZero();
      assertThat(server.parts().registry().count()).isZero();
    }
  }

  @Test
  void aSocketThatFailsToCloseIsCleanedUpAfterAsWell() throws Exception {
    try (TestServer server = TestServer.start(directory, TestServer.OPEN)) {
      LoopContext context = server.parts().contexts().getFirst();
      Way way = new Way(context);
      way.fails = true;
      Session session =
          new Session(server.parts().services(), server.parts().clientRoutes().flows(), way);
      way.session = session;
      context.loop().submit(() -> enter(session)).sync();
      await().until(() -> session.subscriptions() == 1);

      context.loop().submit(() -> session.disconnect(Codes.FORCE_RECONNECT)).await();
      assertThat(session.subscriptions()).isZero();
      assertThat(server.parts().registry().count()).isZero();
    }
  }

  private static void enter(Session session) {
    session.start();
    session.onCommand(new Command(1, new Command.Connect("", null, Map.of(), "", "", Map.of())));
    session.onCommand(
        new Command(
            2,
            new Command.Subscribe(
                "a", "", false, "", 0, null, false, false, false, "", null, 0, 0)));
  }

  /** The way to a client that notes how its end comes about. */
  private final class Way implements Connection {
    private final LoopContext context;
    private Session session;
    private boolean fails;

    Way(LoopContext context) {
      this.context = context;
    }

    @Override
    public void close(Disconnect why) {
      subscriptionsAtClose.add(session.subscriptions());
      if (fails) {
        throw new IllegalStateException("fails on purpose");
      }
      session.onClosed(); // as a transport may that finds its socket gone
    }

    @Override
    public LoopContext context() {
      return context;
    }

    @Override
    public Wire wire() {
      return Wires.JSON_WEBSOCKET;
    }

    @Override
    public TransportKind transport() {
      return new TransportKind("websocket", false, false, false, false);
    }

    @Override
    public ByteBufAllocator allocator() {
      return ByteBufAllocator.DEFAULT;
    }

    @Override
    public void write(ByteBuf frame) {
      frame.release();
    }

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void nativePing() {}

    @Override
    public void setReading(boolean reading) {}

    @Override
    public void abort() {}

    @Override
    public String clientAddress() {
      return "10.0.0.1";
    }

    @Override
    public Map<String, String> headers() {
      return Map.of();
    }
  }
}
