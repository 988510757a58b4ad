package dev.realtime.server.broker.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
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
  private volatile long delayNanos;

  FlakyProxy(int target) {
    this.target = target;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
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

  @SuppressWarnings("ArrayRecordComponent")
  private record Chunk(byte[] bytes, long dueNanos) {}

  /** Takes bytes in at once and passes them on when they are due, so that a delay is no brake. */
  private void pump(Socket from, Socket to, boolean toRedis) {
    BlockingQueue<Chunk> underWay = new ArrayBlockingQueue<>(4096);
    Thread writer = Thread.ofVirtual().start(() -> passOn(underWay, to, toRedis));
    byte[] buffer = new byte[16_384];
    try (from) {
      InputStream in = from.getInputStream();
      int n;
      while ((n = in.read(buffer)) > 0) {
        underWay.put(new Chunk(Arrays.copyOf(buffer, n), System.nanoTime() + delayNanos));
      }
    } catch (IOException | InterruptedException e) {
      sockets.remove(from); // closed by either end, or by us
    } finally {
      writer.interrupt();
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private void passOn(BlockingQueue<Chunk> underWay, Socket to, boolean toRedis) {
    try (to) {
      OutputStream out = to.getOutputStream();
      while (!Thread.currentThread().isInterrupted()) {
        Chunk chunk = underWay.take();
        for (long left = chunk.dueNanos() - System.nanoTime();
            left > 0;
            left = chunk.dueNanos() - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        awaitOpen(toRedis);
        out.write(chunk.bytes());
      }
    } catch (IOException | InterruptedException e) {
      sockets.remove(to); // closed by either end, or by us
    }
  }

  /** Lets every byte take so long, in each direction. */
  void delay(Duration each) {
    delayNanos = each.toNanos();
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
