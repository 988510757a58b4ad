package dev.realtime.server;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.ConfigLoader;
import dev.realtime.server.config.ServerConfig;
import dev.realtime.server.drain.Drain;
import dev.realtime.server.node.Cluster;
import dev.realtime.server.transport.Ports;
import dev.realtime.server.transport.SocketPlatform;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server. {@link #start} puts it together; {@link Assembly} says of what. */
public final class Server implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Server.class);

  /** How long the last messages to clients and other nodes may take. */
  private static final int GOODBYE_SECONDS = 2;

  private final Assembly parts;
  private final Channel clientPort;
  private final Channel managementPort;

  private Server(Assembly parts, Channel clientPort, Channel managementPort) {
    this.parts = parts;
    this.clientPort = clientPort;
    this.managementPort = managementPort;
  }

  /**
   * Starts a server; when this returns, both ports are open.
   *
   * @throws StartException naming what is in the way and what to do
   */
  public static Server start(ServerOptions options) throws StartException {
    try {
      return start(options, options.load());
    } catch (ConfigException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Starts a server with a configuration that has been read already. */
  static Server start(ServerOptions options, ConfigLoader.Loaded loaded) throws StartException {
    Assembly parts = Assembly.of(options, loaded);
    try {
      ServerConfig config = parts.config();
      Ports ports = parts.ports();
      Channel management = ports.openManagementPort(config, parts::managementRoutes);
      Channel clients =
          ports.openClientPort(config, parts.clientRoutes(), () -> parts.tls().current());
      Server server = new Server(parts, clients, management);
      parts.started();
      SocketPlatform platform = parts.platform();
      log.info(
          "Listening on {} for clients ({}, {} event loops, broker {}), on {} for management",
          server.clientAddress(),
          platform.kind(),
          parts.contexts().size(),
          config.broker(),
          server.managementAddress());
      return server;
    } catch (Ports.PortException e) {
      parts.release();
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Where clients connect to. */
  public InetSocketAddress clientAddress() {
    return (InetSocketAddress) clientPort.localAddress();
  }

  /** Where health and metrics are. */
  public InetSocketAddress managementAddress() {
    return (InetSocketAddress) managementPort.localAddress();
  }

  /** What it is put together of, for tests. */
  Assembly parts() {
    return parts;
  }

  /**
   * Begins to send clients away.
   *
   * @param why for the log
   * @return completes when the process may end
   */
  public CompletableFuture<Drain.Ending> drain(String why) {
    return parts.drain().begin(why);
  }

  /** Completes when a drain that was begun by anybody has ended. */
  CompletableFuture<Drain.Ending> whenDrained() {
    return parts.drain().ended();
  }

  /** Ends at once: ports, clients, broker, threads. */
  @Override
  public void close() {
    var _ = clientPort.close().awaitUninterruptibly();
    parts.registry().snapshot().forEach(client -> client.sendAway());
    goodbye(parts.cluster());
    var _ = managementPort.close().awaitUninterruptibly();
    parts.release();
    log.info("Stopped");
  }

  private static void goodbye(Cluster cluster) {
    cluster
        .leave()
        .toCompletableFuture()
        .completeOnTimeout(null, GOODBYE_SECONDS, TimeUnit.SECONDS)
        .handle(
            (_, failure) -> {
              if (failure != null) {
                log.debug("other nodes were not told of the end: {}", failure.toString());
              }
              return null;
            })
        .join();
  }

  static void release(
      ScheduledExecutorService timer,
      ExecutorService signatures,
      Broker broker,
      EventLoopGroup loops) {
    timer.shutdownNow();
    signatures.shutdownNow();
    broker.close();
    var _ = loops.shutdownGracefully(0, GOODBYE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** Why a server did not start. */
  public static final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
