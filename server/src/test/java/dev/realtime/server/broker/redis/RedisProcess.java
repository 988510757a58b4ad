package dev.realtime.server.broker.redis;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A real Redis, Sentinel or Cluster node of its own: on the loopback interface, on a random port,
 * in a directory that goes with it. It can be killed, restarted on the same port, and frozen.
 */
public final class RedisProcess implements AutoCloseable {
  private final Path directory;
  private final List<String> command;
  private final int port;
  private List<String> auth;
  private Process process;
  private int tlsPort;

  private RedisProcess(Path directory, List<String> command, int port, List<String> auth) {
    this.directory = directory;
    this.command = command;
    this.port = port;
    this.auth = auth;
  }

  /**
   * Starts {@code redis-server} without persistence.
   *
   * @param options as on its command line: {@code "--maxmemory", "1mb"}
   */
  public static RedisProcess start(String... options) {
    return start(freePort(), List.of(), options);
  }

  /** Starts {@code redis-server} on a port, asked by tests with these AUTH arguments. */
  public static RedisProcess start(int port, List<String> auth, String... options) {
    try {
      Path directory = Files.createTempDirectory("redis-test");
      List<String> command =
          new ArrayList<>(
              List.of(
                  "redis-server",
                  "--port",
                  Integer.toString(port),
                  "--bind",
                  "127.0.0.1",
                  "--dir",
                  directory.toString(),
                  "--save",
                  "",
                  "--appendonly",
                  "no",
                  "--repl-diskless-sync-delay",
                  "0"));
      command.addAll(List.of(options));
      RedisProcess redis = new RedisProcess(directory, command, port, auth);
      redis.launch();
      return redis;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts {@code redis-server} that takes TLS, without client certificates, at {@link #address}.
   * What tests {@link #call} goes over a plain port of its own.
   */
  public static RedisProcess startTls(Path ca, Path certificate, Path key) {
    int tlsPort = freePort();
    RedisProcess redis =
        start(
            freePort(),
            List.of(),
            "--tls-port",
            Integer.toString(tlsPort),
            "--tls-cert-file",
            certificate.toString(),
            "--tls-key-file",
            key.toString(),
            "--tls-ca-cert-file",
            ca.toString(),
            "--tls-auth-clients",
            "no");
    redis.tlsPort = tlsPort;
    return redis;
  }

  /** Starts {@code redis-sentinel} that watches a master with a quorum of two. */
  public static RedisProcess sentinel(String masterName, int masterPort) {
    try {
      Path directory = Files.createTempDirectory("redis-test-sentinel");
      int port = freePort();
      Path conf = directory.resolve("sentinel.conf");
      Files.writeString(
          conf,
          """
          port %d
          bind 127.0.0.1
          dir %s
          sentinel monitor %s 127.0.0.1 %d 2
          sentinel down-after-milliseconds %s 1000
          sentinel failover-timeout %s 5000
          """
              .formatted(port, directory, masterName, masterPort, masterName, masterName));
      RedisProcess sentinel =
          new RedisProcess(
              directory, List.of("redis-server", conf.toString(), "--sentinel"), port, List.of());
      sentinel.launch();
      return sentinel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void launch() throws IOException {
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("redis.log").toFile()))
            .start();
    await("redis-server on port " + port + ", log in " + directory)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .ignoreExceptions()
        .until(() -> "PONG".equals(call("PING")));
  }

  /** From now on {@link #call} enters with these AUTH arguments. */
  public void enterWith(String... arguments) {
    auth = List.of(arguments);
  }

  /** The port, also across restarts. */
  public int port() {
    return port;
  }

  /** The address for settings. */
  public Address address() {
    return new Address("127.0.0.1", tlsPort == 0 ? port : tlsPort);
  }

  /** Where its files are. */
  public Path directory() {
    return directory;
  }

  /** Asks it something on a connection of its own; answers a String, Long, List or null. */
  public Object call(String... words) {
    try (RespClient client = new RespClient(port)) {
      if (!auth.isEmpty()) {
        client.call(Stream.concat(Stream.of("AUTH"), auth.stream()).toArray(String[]::new));
      }
      return client.call(words);
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", words) + " on port " + port, e);
    }
  }

  /** Ends it at once, as a crash would. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Starts it again on its port, empty unless persistent. */
  public void restart() {
    try {
      launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it as a hung machine would: connections stay open, nothing is answered. */
  public void freeze() {
    signal("STOP");
  }

  /** Lets it go on. */
  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int exit =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("kill -" + name + " " + process.pid() + ": exit " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it and removes its directory. */
  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A port nobody listens on now. It and Cluster's bus (port + 10000) are below those that the
   * kernel gives to connections, so that none takes it while the server is down for a moment.
   */
  public static int freePort() {
    for (int i = 0; i < 100; i++) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 22_000);
      if (isFree(port) && isFree(port + 10_000)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port found in 100 attempts");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
