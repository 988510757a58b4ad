package dev.realtime.server.broker.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network between a broker and Redis that can fail: bytes stop while connections stay open (a
 * partition, as both ends see it), in one direction or both, or all connections break.
 */
final class FlakyProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private boolean toRedisOpen = true;
  private boolean fromRedisOpen = true;
  private volatile boolean closed;

  FlakyProxy(int target) {
    this.target = target;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  Address address() {
    return new Address("127.0.0.1", server.getLocalPort());
  }

  /** Holds all bytes back; connections stay open. */
  void partition() {
    set(false, false);
  }

  /** Holds back only what comes from Redis. */
  void silence() {
    set(true, false);
  }

  /** Lets bytes pass again, those held back first. */
  void heal() {
    set(true, true);
  }

  private void set(boolean toRedis, boolean fromRedis) {
    lock.lock();
    try {
      toRedisOpen = toRedis;
      fromRedisOpen = fromRedis;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitOpen(boolean toRedis) {
    lock.lock();
    try {
      while (!(toRedis ? toRedisOpen : fromRedisOpen) && !closed) {
        opened.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = server.accept();
        Socket redis = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(redis);
        Thread.ofVirtual().start(() -> pump(client, redis, true));
        Thread.ofVirtual().start(() -> pump(redis, client, false));
      } catch (IOException e) {
        if (closed) {
          return;
        }
      }
    }
  }

  private void pump(Socket from, Socket to, boolean toRedis) {
    byte[] buffer = new byte[16_384];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int n;
      while ((n = in.read(buffer)) > 0) {
        awaitOpen(toRedis);
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // Either end closed: try-with-resources closes the other.
      sockets.remove(from);
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  /** Breaks all connections. */
  void cut() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    heal();
    cut();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
