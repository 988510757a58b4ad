package dev.realtime.server.broker.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.AsyncCloseable;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens connections: reads the password anew for each, bounds the time, and switches off whatever
 * Lettuce would do by itself after a loss (reconnect, queue commands, subscribe again), because
 * {@link Link} does it and can tell what was missed.
 */
final class Connector implements AutoCloseable {
  /**
   * Flushes of one event-loop turn become one write of at most so many commands: 1.4 to 1.5 times
   * the publishes a second from 64 concurrent publishers on two busy cores, and no timer to wait
   * for.
   */
  private static final int FLUSH_AFTER = 256;

  static {
    // With epoll and io_uring on the class path Lettuce takes epoll, and warns with each
    // connection.
    if (System.getProperty("io.lettuce.core.iouring") == null) {
      System.setProperty("io.lettuce.core.iouring", "false");
    }
  }

  private final RedisSettings settings;
  private final ScheduledExecutorService timer;
  private final ClientResources resources;
  private final RedisClient client;

  Connector(RedisSettings settings, ScheduledExecutorService timer) {
    this.settings = settings;
    this.timer = timer;
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .nettyCustomizer(
                new NettyCustomizer() {
                  @Override
                  public void afterChannelInitialized(Channel channel) {
                    channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSH_AFTER, true));
                  }
                })
            .build();
    this.client = RedisClient.create(resources);
    client.setOptions(options());
  }

  private ClientOptions options() {
    Duration deaf = settings.timing().deaf();
    ClientOptions.Builder options =
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(settings.timing().connect())
                    .tcpNoDelay(true)
                    .keepAlive(
                        SocketOptions.KeepAliveOptions.builder()
                            .enable()
                            .idle(Duration.ofSeconds(5))
                            .interval(Duration.ofSeconds(2))
                            .count(3)
                            .build())
                    .tcpUserTimeout(
                        SocketOptions.TcpUserTimeoutOptions.builder()
                            .enable()
                            .tcpUserTimeout(deaf.multipliedBy(2))
                            .build())
                    .build());
    Path ca = settings.tls().caFile();
    if (settings.tls().enabled()) {
      SslOptions.Builder ssl =
          SslOptions.builder().jdkSslProvider().handshakeTimeout(settings.timing().connect());
      if (ca != null) {
        ssl.trustManager(ca.toFile());
      }
      Path certificate = settings.tls().certFile();
      Path key = settings.tls().keyFile();
      if (certificate != null && key != null) {
        ssl.keyManager(certificate.toFile(), key.toFile(), null);
      }
      options.sslOptions(ssl.build());
    }
    return options.build();
  }

  /** Opens a connection for commands. */
  CompletableFuture<StatefulRedisConnection<String, byte[]>> commands(
      Address address, RedisSettings.Credentials credentials) {
    return open(
        address, credentials, uri -> client.connectAsync(Wire.CODEC, uri).toCompletableFuture());
  }

  /** Opens a connection for subscriptions. */
  CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> pubSub(
      Address address, RedisSettings.Credentials credentials) {
    return open(
        address,
        credentials,
        uri -> client.connectPubSubAsync(Wire.CODEC, uri).toCompletableFuture());
  }

  private interface Opening<C> {
    CompletableFuture<C> open(RedisURI uri);
  }

  private <C extends AsyncCloseable> CompletableFuture<C> open(
      Address address, RedisSettings.Credentials credentials, Opening<C> opening) {
    CompletableFuture<C> opened;
    try {
      opened = opening.open(uri(address, credentials));
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    // Twice: once to connect, once to enter. An own future, so that a late connection is closed.
    return within(opened, settings.timing().connect().multipliedBy(2), address);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what fails, fails the result
  private <C extends AsyncCloseable> CompletableFuture<C> within(
      CompletableFuture<C> opened, Duration limit, Address address) {
    CompletableFuture<C> result = new CompletableFuture<>();
    var timeout =
        timer.schedule(
            () ->
                result.completeExceptionally(
                    new TimeoutException(
                        "no connection to " + address + " within " + limit.toMillis() + " ms")),
            limit.toMillis(),
            TimeUnit.MILLISECONDS);
    opened.whenComplete(
        (connection, failure) -> {
          timeout.cancel(false);
          if (failure != null) {
            result.completeExceptionally(failure);
          } else if (!result.complete(connection)) {
            connection.closeAsync();
          }
        });
    return result;
  }

  private RedisURI uri(Address address, RedisSettings.Credentials credentials) throws IOException {
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(address.host())
            .withPort(address.port())
            .withClientName("realtime")
            .withTimeout(settings.timing().connect());
    if (settings.tls().enabled()) {
      uri.withSsl(true)
          .withVerifyPeer(settings.tls().verifyHostname() ? SslVerifyMode.FULL : SslVerifyMode.CA);
    }
    Path file = credentials.passwordFile();
    if (file != null) {
      char[] password = password(file).toCharArray();
      if (credentials.username().isEmpty()) {
        uri.withPassword(password);
      } else {
        uri.withAuthentication(credentials.username(), password);
      }
    }
    return uri.build();
  }

  private static String password(Path file) throws IOException {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new IOException("cannot read the Redis password file " + file + ": " + e, e);
    }
  }

  @Override
  public void close() {
    client.shutdownAsync(0, 1, TimeUnit.SECONDS).join();
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
