package dev.realtime.server.transport;

import dev.realtime.server.config.ListenConfig.SocketKind;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system interface for sockets that was chosen.
 *
 * @param kind never {@code AUTO}
 * @param handlers makes the I/O part of an event loop
 * @param server class of listening sockets
 * @param socket class of connections, for tests that connect
 */
public record SocketPlatform(
    SocketKind kind,
    IoHandlerFactory handlers,
    Class<? extends ServerChannel> server,
    Class<? extends Channel> socket) {
  private static final Logger log = LoggerFactory.getLogger(SocketPlatform.class);

  /**
   * Entries of a loop's submission ring. A broadcast submits one write for each of the loop's
   * subscribers, and every time the ring is full costs one more system call.
   */
  private static final int RING_ENTRIES = 4096;

  /**
   * Takes what is asked for; with {@code auto} io_uring, else epoll, else NIO.
   *
   * @throws IllegalStateException if what is asked for does not work here, with the reason
   */
  public static SocketPlatform choose(SocketKind asked) {
    return switch (asked) {
      case IO_URING -> ioUring(IoUring.unavailabilityCause());
      case EPOLL -> epoll(Epoll.unavailabilityCause());
      case NIO -> nio();
      case AUTO -> {
        if (IoUring.isAvailable()) {
          yield ioUring(null);
        }
        log.info("io_uring does not work here: {}", reason(IoUring.unavailabilityCause()));
        if (Epoll.isAvailable()) {
          yield epoll(null);
        }
        log.info("epoll does not work here: {}", reason(Epoll.unavailabilityCause()));
        yield nio();
      }
    };
  }

  private static SocketPlatform ioUring(@Nullable Throwable missing) {
    require("io-uring", missing);
    IoUringIoHandlerConfig config = new IoUringIoHandlerConfig().setRingSize(RING_ENTRIES);
    return new SocketPlatform(
        SocketKind.IO_URING,
        IoUringIoHandler.newFactory(config),
        IoUringServerSocketChannel.class,
        IoUringSocketChannel.class);
  }

  private static SocketPlatform epoll(@Nullable Throwable missing) {
    require("epoll", missing);
    return new SocketPlatform(
        SocketKind.EPOLL,
        EpollIoHandler.newFactory(),
        EpollServerSocketChannel.class,
        EpollSocketChannel.class);
  }

  private static SocketPlatform nio() {
    return new SocketPlatform(
        SocketKind.NIO,
        NioIoHandler.newFactory(),
        NioServerSocketChannel.class,
        NioSocketChannel.class);
  }

  private static void require(String name, @Nullable Throwable missing) {
    if (missing != null) {
      throw new IllegalStateException(
          "listen.sockets is "
              + name
              + ", which does not work here ("
              + reason(missing)
              + "); set it to auto");
    }
  }

  private static String reason(Throwable missing) {
    Throwable root = missing;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /**
   * Bounds what waits in the kernel for one client. Without it the kernel buffers up to
   * net.ipv4.tcp_wmem (4 MiB) of each client that does not read: memory that counts for the
   * container, and publications that no policy reaches any more. What is sent and not yet
   * acknowledged is not bounded, so it costs no throughput. NIO cannot say it.
   */
  void boundUnsent(ServerBootstrap bootstrap, long bytes) {
    switch (kind) {
      case IO_URING -> bootstrap.childOption(IoUringChannelOption.TCP_NOTSENT_LOWAT, bytes);
      case EPOLL -> bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, bytes);
      case NIO, AUTO -> {}
    }
  }

  /** One event loop for the management port, which answers however busy the others are. */
  public static EventLoopGroup managementLoop() {
    return new MultiThreadIoEventLoopGroup(
        1, new DefaultThreadFactory("realtime-management"), NioIoHandler.newFactory());
  }

  /** Event loops over it; at least one. */
  public EventLoopGroup loops(int count) {
    return new MultiThreadIoEventLoopGroup(
        count, new DefaultThreadFactory("realtime-loop"), handlers);
  }
}
