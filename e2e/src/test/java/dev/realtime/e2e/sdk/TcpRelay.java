package dev.realtime.e2e.sdk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Forwards connections to servers by turns, as a load balancer does that knows no stickiness, and
 * cuts them without a word when told to.
 */
public final class TcpRelay implements AutoCloseable {
  private final List<InetSocketAddress> targets;
  private final AtomicInteger accepted = new AtomicInteger();
  private final ServerSocket listener;
  private final AtomicLong bytesToClients = new AtomicLong();
  private volatile boolean blocked;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private TcpRelay(List<InetSocketAddress> targets, ServerSocket listener) {
    this.targets = targets;
    this.listener = listener;
  }

  /** Begins to forward to ports of this machine, each connection to the next one. */
  public static TcpRelay to(List<Integer> ports) throws IOException {
    ServerSocket listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    InetAddress here = InetAddress.getLoopbackAddress();
    TcpRelay relay =
        new TcpRelay(
            ports.stream().map(port -> new InetSocketAddress(here, port)).toList(), listener);
    Thread.ofVirtual().name("relay").start(relay::accept);
    return relay;
  }

  /** Returns host and port to connect to. */
  public String authority() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** Resets every connection, and new ones too until {@link #unblock}. */
  public void block() {
    blocked = true;
    cut();
  }

  /** Forwards again. */
  public void unblock() {
    blocked = false;
  }

  /** Returns how much has come from the servers. */
  public long bytesToClients() {
    return bytesToClients.get();
  }

  /** Resets every connection; new ones are forwarded as before. */
  public void cut() {
    open.forEach(TcpRelay::reset);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> forward(client));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException("The relay cannot go on", e);
        }
      }
    }
  }

  private static void reset(Socket socket) {
    try {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    } catch (SocketException alreadyClosed) {
      // The other end was faster; closed is what was asked for.
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot cut a connection", e);
    }
  }

  private void forward(Socket client) {
    if (blocked) {
      reset(client);
      return;
    }
    try {
      InetSocketAddress target =
          targets.get(Math.floorMod(accepted.getAndIncrement(), targets.size()));
      Socket server = new Socket(target.getAddress(), target.getPort());
      open.add(client);
      open.add(server);
      Thread.ofVirtual().start(() -> copy(client, server, new AtomicLong()));
      copy(server, client, bytesToClients);
    } catch (IOException refused) {
      reset(client);
    }
  }

  /** Copies until either end closes; that is how every connection ends, and no error. */
  private void copy(Socket from, Socket to, AtomicLong count) {
    byte[] part = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(part); read > 0; read = in.read(part)) {
        count.addAndGet(read);
        out.write(part, 0, read);
      }
    } catch (IOException closed) {
      open.remove(from);
    }
    open.remove(from);
    open.remove(to);
  }
}
