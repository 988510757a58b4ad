package dev.realtime.server.broker.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network between a broker and Redis that can fail: bytes stop while connections stay open (a
 * partition, as both ends see it), in one direction or both, or of subscriptions alone, or all
 * connections break.
 */
final class FlakyProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private boolean toRedisOpen = true;
  private boolean fromRedisOpen = true;
  private boolean deafened;
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

  /** Holds back only what comes from Redis on connections that have subscribed to something. */
  void deafen() {
    set(true, true, true);
  }

  /** Lets bytes pass again, those held back first. */
  void heal() {
    set(true, true);
  }

  private void set(boolean toRedis, boolean fromRedis) {
    set(toRedis, fromRedis, false);
  }

  private void set(boolean toRedis, boolean fromRedis, boolean deaf) {
    lock.lock();
    try {
      toRedisOpen = toRedis;
      fromRedisOpen = fromRedis;
      deafened = deaf;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitOpen(boolean toRedis, AtomicBoolean subscribed) {
    lock.lock();
    try {
      while (!isOpen(toRedis, subscribed.get()) && !closed) {
        opened.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isOpen(boolean toRedis, boolean subscribed) {
    return toRedis ? toRedisOpen : fromRedisOpen && !(deafened && subscribed);
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = server.accept();
        Socket redis = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(redis);
        AtomicBoolean subscribed = new AtomicBoolean();
        Thread.ofVirtual().start(() -> pump(client, redis, true, subscribed));
        Thread.ofVirtual().start(() -> pump(redis, client, false, subscribed));
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
  private void pump(Socket from, Socket to, boolean toRedis, AtomicBoolean subscribed) {
    BlockingQueue<Chunk> underWay = new ArrayBlockingQueue<>(4096);
    Thread writer = Thread.ofVirtual().start(() -> passOn(underWay, to, toRedis, subscribed));
    byte[] buffer = new byte[16_384];
    try (from) {
      InputStream in = from.getInputStream();
      int n;
      while ((n = in.read(buffer)) > 0) {
        if (toRedis && new String(buffer, 0, n, US_ASCII).contains("SUBSCRIBE\r\n")) {
          subscribed.set(true);
        }
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

  private void passOn(
      BlockingQueue<Chunk> underWay, Socket to, boolean toRedis, AtomicBoolean subscribed) {
    try (to) {
      OutputStream out = to.getOutputStream();
      while (!Thread.currentThread().isInterrupted()) {
        Chunk chunk = underWay.take();
        for (long left = chunk.dueNanos() - System.nanoTime();
            left > 0;
            left = chunk.dueNanos() - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        awaitOpen(toRedis, subscribed);
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
