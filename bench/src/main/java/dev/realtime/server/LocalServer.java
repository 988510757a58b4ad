package dev.realtime.server;

import dev.realtime.server.loop.LoopContext;
import dev.realtime.server.message.Command;
import dev.realtime.server.session.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A server within the benchmark's process, with clients that have no sockets. */
final class LocalServer implements AutoCloseable {
  private final Server server;
  private final List<Sink> clients = new ArrayList<>();
  private final List<Session> sessions = new ArrayList<>();

  /** Frames that all clients have been handed since they were subscribed. */
  private final AtomicLong delivered = new AtomicLong();

  private final AtomicLong subscribed = new AtomicLong();

  /**
   * Starts it.
   *
   * @param channelOptions JSON fields, each after a comma; empty for none
   */
  LocalServer(String channelOptions) throws Exception {
    Path file = Files.createTempFile("local-server", ".yaml");
    Files.writeString(file, configuration(channelOptions));
    server = Server.start(new ServerOptions(file, null, false, Map.of()));
    Files.delete(file);
  }

  /** Two loops that do not rest between publications, ports of its own choice. */
  private static String configuration(String channelOptions) {
    return """
        {"listen": {"host": "127.0.0.1", "port": 0, "eventLoops": 2},
         "management": {"host": "127.0.0.1", "port": 0},
         "log": {"level": "warn"},
         "auth": {"anonymous": true},
         "client": {"pingInterval": "10m"},
         "limits": {"fanOutRest": "0ms"},
         "channels": {"allowSubscribe": "anyone"%s}}
        """
        .formatted(channelOptions);
  }

  /** What it is put together of. */
  Assembly parts() {
    return server.parts();
  }

  AtomicLong delivered() {
    return delivered;
  }

  List<Sink> clients() {
    return clients;
  }

  /** Subscribes clients to a channel, dealt to the loops by turns. */
  void subscribe(String channel, int count) throws InterruptedException {
    Assembly parts = parts();
    List<LoopContext> loops = parts.contexts();
    for (int i = 0; i < count; i++) {
      LoopContext loop = loops.get(i % loops.size());
      Sink sink = new Sink(loop, delivered, subscribed);
      Session session = new Session(parts.services(), parts.clientRoutes().flows(), sink);
      clients.add(sink);
      sessions.add(session);
      loop.loop().submit(() -> enter(session, channel)).sync();
    }
    while (subscribed.get() < count) {
      Thread.onSpinWait();
    }
  }

  private static void enter(Session session, String channel) {
    session.start();
    session.onCommand(new Command(1, new Command.Connect("", null, Map.of(), "", "", Map.of())));
    session.onCommand(
        new Command(
            2,
            new Command.Subscribe(
                channel, "", false, "", 0, null, false, false, false, "", null, 0, 0)));
  }

  /** Whether sockets take anything; when they begin to, the sessions are told. */
  void writable(boolean writable) throws InterruptedException {
    for (LoopContext loop : parts().contexts()) {
      loop.loop().submit(() -> writable(loop, writable)).sync();
    }
  }

  private void writable(LoopContext loop, boolean writable) {
    for (int i = loop.index(); i < clients.size(); i += parts().contexts().size()) {
      clients.get(i).setWritable(writable);
      if (writable) {
        sessions.get(i).onWritable();
      }
    }
  }

  /** Waits until every loop has done what it was given before. */
  void settle() throws InterruptedException {
    for (LoopContext loop : parts().contexts()) {
      loop.loop().submit(() -> {}).sync();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
