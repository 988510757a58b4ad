package dev.realtime.server.transport;

import dev.realtime.server.config.ServerConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens the two ports. */
public final class Ports {
  /**
   * Commands are short. With 512 bytes an idle connection holds next to nothing, and a longer
   * command is read in several goes.
   */
  private static final int RECEIVE_BYTES = 512;

  /** What may wait in a socket before frames wait in the client's own queue, where they can go. */
  private static final WriteBufferWaterMark SOCKET_QUEUE =
      new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  private static final int MANAGEMENT_TIMEOUT_MILLIS = 30_000;
  private static final RequestAssembler.Allowance MANAGEMENT_BODY =
      new RequestAssembler.Allowance(1024, true, "body too large");

  /** What may wait in the kernel, unsent, for one client. */
  private static final long UNSENT_BYTES = 64 * 1024;

  private final SocketPlatform platform;
  private final EventLoopGroup loops;
  private final EventLoopGroup managementLoop;
  private final ByteBufAllocator allocator;

  /**
   * Ports over these loops.
   *
   * @param managementLoop of the management port alone, over NIO: what it says has to come through
   *     when the others are overloaded or hang
   */
  public Ports(
      SocketPlatform platform,
      EventLoopGroup loops,
      EventLoopGroup managementLoop,
      ByteBufAllocator allocator) {
    this.platform = platform;
    this.loops = loops;
    this.managementLoop = managementLoop;
    this.allocator = allocator;
  }

  /**
   * Opens the client port.
   *
   * @param tls asked for each connection; gives null where TLS is off
   * @throws PortException if the port cannot be opened, with the remedy
   */
  public Channel openClientPort(
      ServerConfig config, ClientRoutes routes, Supplier<@Nullable SslContext> tls)
      throws PortException {
    long timeout = config.client().handshakeTimeout().toMillis();
    ServerBootstrap bootstrap =
        bootstrap(loops, platform.server(), config.listen().backlog())
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES))
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, SOCKET_QUEUE)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(routes.gate().handler());
                    SslContext secure = tls.get();
                    if (secure != null) {
                      channel.pipeline().addLast(secure.newHandler(channel.alloc()));
                    }
                    RequestAssembler requests =
                        new RequestAssembler(
                            request -> Router.allowance(routes, request), routes.bodies(), timeout);
                    addHttp(channel, requests, new Router(routes, requests));
                  }
                });
    platform.boundUnsent(bootstrap, UNSENT_BYTES);
    return open(bootstrap, config.listen().host(), config.listen().port(), "listen");
  }

  /**
   * Opens the management port.
   *
   * @param routes makes the handler of one connection
   * @throws PortException if the port cannot be opened, with the remedy
   */
  public Channel openManagementPort(ServerConfig config, Supplier<ManagementRoutes> routes)
      throws PortException {
    ServerBootstrap bootstrap =
        bootstrap(managementLoop, NioServerSocketChannel.class, 128)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    addHttp(
                        channel,
                        new RequestAssembler(
                            _ -> MANAGEMENT_BODY,
                            BodyMemory.unbounded(),
                            MANAGEMENT_TIMEOUT_MILLIS),
                        routes.get());
                  }
                });
    return open(bootstrap, config.management().host(), config.management().port(), "management");
  }

  private static void addHttp(Channel channel, RequestAssembler requests, ChannelHandler router) {
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(16 * 1024) // an SSE connect carries its commands here
            .setMaxHeaderSize(16 * 1024)
            .setMaxChunkSize(8 * 1024);
    channel.pipeline().addLast(new HttpServerCodec(limits)).addLast(requests).addLast(router);
  }

  private ServerBootstrap bootstrap(
      EventLoopGroup group, Class<? extends ServerChannel> type, int backlog) {
    return new ServerBootstrap()
        .group(group)
        .channel(type)
        .option(ChannelOption.SO_BACKLOG, backlog)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOCATOR, allocator);
  }

  private static Channel open(ServerBootstrap bootstrap, String host, int port, String group)
      throws PortException {
    var bound = bootstrap.bind(new InetSocketAddress(host, port)).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new PortException(
          group
              + ": cannot listen on "
              + host
              + ":"
              + port
              + " ("
              + bound.cause().getMessage()
              + "); stop what uses it, or set "
              + group
              + ".port (0 takes a free one)",
          bound.cause());
    }
    return bound.channel();
  }

  /** A port that could not be opened. */
  public static final class PortException extends Exception {
    private static final long serialVersionUID = 1L;

    PortException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
