package dev.realtime.operator.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.operator.signal.RedisFact.SlowCommand;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One connection to one Redis, for a few questions; every one of them bounded in time. */
final class RedisConnection implements AutoCloseable {
  private static final int MAX_ARGUMENTS = 120;

  /** Threads for all connections of the operator; they are daemons and live as long as it does. */
  private static final ClientResources RESOURCES =
      DefaultClientResources.builder()
          .eventLoopGroupProvider(new KeptEventLoops(2))
          .computationThreadPoolSize(2)
          .build();

  /**
   * Event loops that outlive the clients. The provider of the library ends a group when the last
   * client lets go of it. A look-up of a name under way on an ended loop never ends, and Netty lets
   * every later look-up of the same name wait for it.
   */
  private static final class KeptEventLoops extends DefaultEventLoopGroupProvider {
    KeptEventLoops(int threads) {
      super(threads);
    }

    @Override
    public Promise<Boolean> release(
        EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
      return ImmediateEventExecutor.INSTANCE.<Boolean>newPromise().setSuccess(true);
    }
  }

  private final RedisClient client;
  private final RedisURI uri;
  private final Duration timeout;
  private final StatefulRedisConnection<String, String> connection;

  private RedisConnection(
      RedisClient client,
      RedisURI uri,
      Duration timeout,
      StatefulRedisConnection<String, String> connection) {
    this.client = client;
    this.uri = uri;
    this.timeout = timeout;
    this.connection = connection;
  }

  /**
   * Connects to the first address.
   *
   * @throws IOException if nobody answers in time, or the password is wrong
   */
  static RedisConnection open(RedisTarget target, Duration timeout) throws IOException {
    RedisClient client = RedisClient.create(RESOURCES);
    try {
      ClientOptions.Builder options =
          ClientOptions.builder()
              .autoReconnect(false)
              .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
              .timeoutOptions(TimeoutOptions.enabled(timeout));
      if (target.tls() != null) {
        options.sslOptions(ssl(target.tls()));
      }
      client.setOptions(options.build());
      RedisURI uri = uri(target, timeout);
      // Name resolution, connecting and the greeting, each at most the timeout.
      StatefulRedisConnection<String, String> connection =
          client
              .connectAsync(StringCodec.UTF8, uri)
              .toCompletableFuture()
              .get(3 * timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new RedisConnection(client, uri, timeout, connection);
    } catch (RedisException | IllegalArgumentException | ExecutionException e) {
      client.shutdown(Duration.ZERO, timeout);
      // Without its cause: what stands between may repeat the greeting, with the password in it.
      throw new IOException(target.withoutSecrets(rootMessage(e)));
    } catch (TimeoutException e) {
      client.shutdown(Duration.ZERO, timeout);
      throw new IOException("no connection within " + timeout.multipliedBy(3), e);
    } catch (InterruptedException e) {
      client.shutdown(Duration.ZERO, timeout);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static SslOptions ssl(RedisTarget.Tls tls) {
    SslOptions.Builder options = SslOptions.builder().jdkSslProvider();
    if (tls.authorities() != null) {
      options.trustManager(pem(tls.authorities()));
    }
    if (tls.certificate() != null && tls.key() != null) {
      options.keyManager(pem(tls.certificate()), pem(tls.key()), new char[0]);
    }
    return options.build();
  }

  private static SslOptions.Resource pem(String text) {
    return () -> new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static RedisURI uri(RedisTarget target, Duration timeout) {
    String address = target.addresses().getFirst();
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(host(address))
            .withPort(port(address))
            .withTimeout(timeout)
            .withSsl(target.tls() != null);
    if (target.password() != null) {
      char[] password = target.password().toCharArray();
      if (target.username() != null) {
        uri.withAuthentication(target.username(), password);
      } else {
        uri.withPassword(password);
      }
    }
    return uri.build();
  }

  private static String host(String address) {
    return address.substring(0, address.lastIndexOf(':')).replaceAll("^\\[|]$", "");
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /** Time of a PING, in milliseconds. */
  double ping() throws IOException {
    long begin = System.nanoTime();
    ask(() -> connection.sync().ping());
    return (System.nanoTime() - begin) / 1e6;
  }

  /** The fields of INFO, all sections. */
  Map<String, String> info() throws IOException {
    return fields(ask(() -> connection.sync().info("everything")));
  }

  /** The fields of CLUSTER INFO, of a Redis in cluster mode. */
  Map<String, String> clusterInfo() throws IOException {
    return fields(ask(() -> connection.sync().clusterInfo()));
  }

  private static Map<String, String> fields(String text) {
    var fields = new HashMap<String, String>();
    text.lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0 && line.charAt(0) != '#') {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
              }
            });
    return fields;
  }

  /**
   * Time in milliseconds in which a message to a channel comes back through a subscription.
   *
   * @throws IOException if it does not within the timeout
   */
  double roundTrip(String channel) throws IOException {
    String message = UUID.randomUUID().toString();
    var heard = new CompletableFuture<Long>();
    try (StatefulRedisPubSubConnection<String, String> ear = client.connectPubSub(uri)) {
      ear.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String from, String text) {
              if (text.equals(message)) {
                heard.complete(System.nanoTime());
              }
            }
          });
      ear.sync().subscribe(channel);
      long begin = System.nanoTime();
      connection.sync().publish(channel, message);
      return (heard.get(timeout.toMillis(), TimeUnit.MILLISECONDS) - begin) / 1e6;
    } catch (RedisException | ExecutionException e) {
      throw new IOException(rootMessage(e), e);
    } catch (TimeoutException e) {
      throw new IOException("a publication did not come back within " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** What a Sentinel says of a master: field to value. */
  Map<String, String> sentinelMaster(String name) throws IOException {
    return pairs(sentinel("MASTER", name));
  }

  /** host:port of the replicas that a Sentinel knows. */
  List<String> sentinelReplicas(String name) throws IOException {
    var addresses = new ArrayList<String>();
    for (Object replica : sentinel("REPLICAS", name)) {
      Map<String, String> fields = pairs(replica instanceof List<?> list ? list : List.of());
      if (fields.containsKey("ip")) {
        addresses.add(address(fields));
      }
    }
    return addresses;
  }

  /** host:port of an instance that a Sentinel has described. */
  static String address(Map<String, String> fields) {
    String host = String.valueOf(fields.get("ip"));
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + fields.get("port");
  }

  private List<Object> sentinel(String what, String name) throws IOException {
    return ask(
        () ->
            connection
                .sync()
                .dispatch(
                    CommandType.SENTINEL,
                    new NestedMultiOutput<>(StringCodec.UTF8),
                    new CommandArgs<>(StringCodec.UTF8).add(what).add(name)));
  }

  /** Names and values in turn: so RESP2 sends them, and so Lettuce reads a map of RESP3. */
  private static Map<String, String> pairs(List<?> list) {
    var fields = new HashMap<String, String>();
    for (int i = 0; i + 1 < list.size(); i += 2) {
      fields.put(String.valueOf(list.get(i)), String.valueOf(list.get(i + 1)));
    }
    return fields;
  }

  /** Keys over all databases in use: the server uses database 0 alone. */
  long keys() throws IOException {
    return ask(() -> connection.sync().dbsize());
  }

  /** The newest entries of the slow log, without values. */
  List<SlowCommand> slowLog() throws IOException {
    var entries = new ArrayList<SlowCommand>();
    for (Object entry : ask(() -> connection.sync().slowlogGet(10))) {
      if (entry instanceof List<?> fields
          && fields.size() > 3
          && fields.get(1) instanceof Long second
          && fields.get(2) instanceof Long micros
          && fields.get(3) instanceof List<?> command
          && !command.isEmpty()) {
        entries.add(new SlowCommand(Instant.ofEpochSecond(second), micros, shown(command)));
      }
    }
    return entries;
  }

  private static String shown(List<?> command) {
    String what = command.getFirst() + (command.size() > 1 ? " " + command.get(1) : "");
    return (what.length() > MAX_ARGUMENTS ? what.substring(0, MAX_ARGUMENTS) : what)
        + (command.size() > 2 ? " (" + (command.size() - 2) + " more arguments)" : "");
  }

  private interface Question<T> {
    T ask();
  }

  private static <T> T ask(Question<T> question) throws IOException {
    try {
      return question.ask();
    } catch (RedisException e) {
      throw new IOException(rootMessage(e), e);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
