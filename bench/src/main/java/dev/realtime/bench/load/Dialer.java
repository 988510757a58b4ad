package dev.realtime.bench.load;

import dev.realtime.bench.wire.Dialect;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Opens sockets to one of a target's ports on loopback, from one of several loopback addresses. */
final class Dialer {
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

  /** The first source address is 127.0.0.2: the target itself is at 127.0.0.1. */
  private static final int FIRST_SOURCE = 2;

  private final Transport transport;
  private final ClientPlan.Endpoint endpoint;
  private volatile List<Integer> ports;
  private final int receiveBuffer;
  private final @Nullable SslContext tls;
  final Dialect dialect;

  Dialer(Transport transport, ClientPlan.Endpoint endpoint, int receiveBuffer) {
    this.transport = transport;
    this.endpoint = endpoint;
    ports = endpoint.ports();
    this.receiveBuffer = receiveBuffer;
    dialect = Dialect.named(endpoint.dialect());
    tls = endpoint.tls() ? trustAll() : null;
  }

  /** From now on connects to these ports of the target. */
  void route(List<Integer> inService) {
    ports = List.copyOf(inService);
  }

  /**
   * Begins a connection.
   *
   * @param turn which of the ports; any number, they are taken in turn
   * @param source which of the source addresses, from 0
   */
  ChannelFuture dial(EventLoop loop, int turn, int source, ChannelHandler connection) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(transport.socket())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .handler(new Initializer(tls, connection));
    if (receiveBuffer > 0) {
      bootstrap.option(ChannelOption.SO_RCVBUF, receiveBuffer);
    }
    if (transport.epoll()) {
      // Otherwise the bind takes a port that no other connection from this address may use.
      bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
    }
    List<Integer> now = ports;
    int port = now.get(Math.floorMod(turn, now.size()));
    return bootstrap.connect(loopback(1, port), loopback(FIRST_SOURCE + source, 0));
  }

  private static InetSocketAddress loopback(int last, int port) {
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("Four bytes are an address", impossible);
    }
  }

  String host() {
    return "127.0.0.1:" + endpoint.ports().getFirst();
  }

  private static SslContext trustAll() {
    try {
      return SslContextBuilder.forClient()
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .build();
    } catch (SSLException noTls) {
      throw new IllegalStateException("This Java offers no usable TLS", noTls);
    }
  }

  private static final class Initializer extends ChannelInitializer<SocketChannel> {
    private final @Nullable SslContext tls;
    private final ChannelHandler connection;

    private Initializer(@Nullable SslContext tls, ChannelHandler connection) {
      this.tls = tls;
      this.connection = connection;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      if (tls != null) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
      }
      channel.pipeline().addLast(connection);
    }
  }

  /** Closes with a reset, so that no port stays behind in TIME_WAIT for a minute. */
  static ChannelFuture reset(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    return channel.close();
  }
}
