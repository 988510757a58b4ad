package dev.realtime.operator.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TCP relay on the way to the API server that a test can cut and mend. */
public final class Relay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  private final int target;
  private final int port;
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

  /** To a port of this machine; mended. */
  public Relay(int target) throws IOException {
    this.target = target;
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = any.getLocalPort();
    }
    mend();
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Accepts connections. */
  public void mend() throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    open.add(listening);
    Thread.ofVirtual().start(() -> accept(listening));
  }

  /** Ends all connections and refuses new ones. */
  public void cut() {
    open.forEach(Relay::close);
    open.clear();
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        Thread.ofVirtual().start(() -> pump(client, server));
        Thread.ofVirtual().start(() -> pump(server, client));
      } catch (IOException e) {
        close(listening);
      }
    }
  }

  private void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      LOG.debug("One end is gone, and takes the other with it", e);
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      throw new UncheckedIOException(new IOException("socket cannot be closed", e));
    }
  }

  @Override
  public void close() {
    cut();
  }
}
