package dev.realtime.operator.signal;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One connection to one Redis, for a few questions; every one of them bounded in time. */
final class RedisConnection implements AutoCloseable {
  private static final int MAX_ARGUMENTS = 120;

  /**
   * Threads for all connections of the operator; they are daemons and live as long as it does.
   * Names are resolved by the JDK: Netty's own resolver was seen to leave answers unread in its
   * socket, and every connection of the process waited for ever.
   */
  private static final ClientResources RESOURCES =
      DefaultClientResources.builder()
          .ioThreadPoolSize(2)
          .computationThreadPoolSize(2)
          .addressResolverGroup(DefaultAddressResolverGroup.INSTANCE)
          .build();

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;

  private RedisConnection(RedisClient client, StatefulRedisConnection<String, String> connection) {
    this.client = client;
    this.connection = connection;
  }

  /**
   * Connects.
   *
   * @throws IOException if nobody answers in time, or the password is wrong
   */
  static RedisConnection open(RedisTarget target, Duration timeout) throws IOException {
    RedisClient client = RedisClient.create(RESOURCES);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
            .timeoutOptions(TimeoutOptions.enabled(timeout))
            .build());
    try {
      return new RedisConnection(client, client.connect(uri(target, timeout)));
    } catch (RedisException e) {
      client.shutdown(Duration.ZERO, timeout);
      throw new IOException(rootMessage(e), e);
    }
  }

  private static RedisURI uri(RedisTarget target, Duration timeout) {
    RedisURI.Builder uri = RedisURI.builder().withTimeout(timeout).withSsl(target.tls());
    if (target.masterName() != null) {
      uri.withSentinelMasterId(target.masterName());
      for (String address : target.addresses()) {
        RedisURI.Builder sentinel =
            RedisURI.builder().withHost(host(address)).withPort(port(address)).withTimeout(timeout);
        if (target.sentinelPassword() != null) {
          sentinel.withPassword(target.sentinelPassword().toCharArray());
        }
        uri.withSentinel(sentinel.build());
      }
    } else {
      String address = target.addresses().getFirst();
      uri.withHost(host(address)).withPort(port(address));
    }
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
    var fields = new HashMap<String, String>();
    ask(() -> connection.sync().info("everything"))
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0 && line.charAt(0) != '#') {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
              }
            });
    return fields;
  }

  /** Keys over all databases in use: the server uses database 0 alone. */
  long keys() throws IOException {
    return ask(() -> connection.sync().dbsize());
  }

  /** The newest slow log entries, as "micros command arguments", cut; values are not shown. */
  List<String> slowLog() throws IOException {
    var entries = new ArrayList<String>();
    for (Object entry : ask(() -> connection.sync().slowlogGet(10))) {
      if (entry instanceof List<?> fields
          && fields.size() > 3
          && fields.get(3) instanceof List<?> command
          && !command.isEmpty()) {
        String what = command.getFirst() + (command.size() > 1 ? " " + command.get(1) : "");
        entries.add(
            String.format(
                Locale.ROOT,
                "%s us %s%s",
                fields.get(2),
                what.length() > MAX_ARGUMENTS ? what.substring(0, MAX_ARGUMENTS) : what,
                command.size() > 2 ? " (" + (command.size() - 2) + " more arguments)" : ""));
      }
    }
    return entries;
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
