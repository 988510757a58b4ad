package dev.realtime.operator.reconcile.dependent;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Three real Redis and three real Sentinels, started by the scripts that their pods start with. */
final class ScriptedRedis implements AutoCloseable {
  private static final String PASSWORD = "geheim";
  private static final String MASTER = "realtime";
  private static final int COUNT = 3;

  private final Path directory;
  private final boolean durable;
  private final List<Node> redises;
  private final List<Node> sentinels;

  ScriptedRedis(Path directory, boolean durable) throws IOException {
    this.directory = directory;
    this.durable = durable;
    redises = nodes("redis");
    sentinels = nodes("sentinel");
    for (var script : RedisScripts.all().entrySet()) {
      Files.writeString(directory.resolve(script.getKey()), script.getValue());
    }
  }

  /** One process, dead or alive. */
  final class Node {
    private final int port;
    private final Path home;
    private final boolean sentinel;
    private Process process;

    private Node(int port, Path home, boolean sentinel) {
      this.port = port;
      this.home = home;
      this.sentinel = sentinel;
    }

    String address() {
      return "127.0.0.1:" + port;
    }

    void start() {
      try {
        Files.createDirectories(home.resolve("data"));
        Files.createDirectories(home.resolve("run"));
        Files.writeString(
            home.resolve("redis.conf"),
            """
            bind 127.0.0.1
            dir %s
            save ""
            appendonly %s
            repl-diskless-sync-delay 0
            requirepass %s
            masterauth %s
            """
                .formatted(home.resolve("data"), durable ? "yes" : "no", PASSWORD, PASSWORD));
        process =
            script(sentinel ? RedisScripts.SENTINEL : RedisScripts.START)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()))
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private ProcessBuilder script(String name) {
      var builder = new ProcessBuilder("sh", directory.resolve(name).toString());
      builder
          .environment()
          .putAll(
              Map.of(
                  "ME",
                  address(),
                  "REDISES",
                  addresses(redises),
                  "SENTINELS",
                  addresses(sentinels),
                  "QUORUM",
                  "2",
                  "MASTER_NAME",
                  MASTER,
                  "REDISCLI_AUTH",
                  PASSWORD));
      builder
          .environment()
          .putAll(
              Map.of(
                  "DURABLE", Boolean.toString(durable),
                  "CONF", home.resolve("redis.conf").toString(),
                  "DATA", home.resolve("data").toString(),
                  "RUN", home.resolve("run").toString(),
                  "STATE", home.resolve("data").toString(),
                  "DOWN_AFTER_MILLIS", "1000"));
      return builder;
    }

    /** Runs a script as the kubelet would, beside the process. */
    int run(String name) {
      try {
        Process running = script(name).inheritIO().start();
        if (!running.waitFor(30, TimeUnit.SECONDS)) {
          running.destroyForcibly();
          throw new IllegalStateException(name + " does not end");
        }
        return running.exitValue();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** As kill -9 does it. */
    void kill() {
      if (process != null) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
      }
    }

    /** It hangs: it keeps its connections, and answers nothing. */
    void suspend() {
      signal("STOP");
    }

    /** It goes on. */
    void resume() {
      signal("CONT");
    }

    private void signal(String name) {
      try {
        int status =
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
          throw new IllegalStateException("kill -" + name + " ends with " + status);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** As a pod without a volume comes back. */
    void forget() {
      try (Stream<Path> files = Files.walk(home.resolve("data"))) {
        files.filter(Files::isRegularFile).forEach(file -> file.toFile().delete());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String log() {
      try {
        return Files.readString(home.resolve("log"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** redis-cli's answer; empty if there is none. */
    String ask(String... words) {
      try {
        var command = new ArrayList<>(List.of("timeout", "5", "redis-cli", "-p", "" + port));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(new HashMap<>(Map.of("REDISCLI_AUTH", PASSWORD)));
        Process cli = builder.start();
        return new String(cli.getInputStream().readAllBytes(), UTF_8).strip();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean masters(int replicas) {
      String info = ask("info", "replication");
      return info.contains("role:master") && info.split("state=online", -1).length - 1 == replicas;
    }
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

  private List<Node> nodes(String kind) throws IOException {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Path home = Files.createDirectories(directory.resolve(kind + i));
        nodes.add(new Node(socket.getLocalPort(), home, kind.equals("sentinel")));
      }
    }
    return nodes;
  }

  private static String addresses(List<Node> nodes) {
    return String.join(" ", nodes.stream().map(Node::address).toList());
  }

  void startAll() {
    redises.forEach(Node::start);
    sentinels.forEach(Node::start);
  }

  void killAll() {
    sentinels.forEach(Node::kill);
    redises.forEach(Node::kill);
  }

  Node redis(int index) {
    return redises.get(index);
  }

  List<Node> sentinels() {
    return sentinels;
  }

  /** Waits until one, and only one, is the master of all others, and all Sentinels know it. */
  Node awaitMaster() {
    await("one master with two replicas")
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(300))
        .until(
            () ->
                redises.stream().filter(node -> node.masters(COUNT - 1)).count() == 1
                    && IntStream.range(0, COUNT)
                            .mapToObj(index -> redises.get(index).ask("role"))
                            .filter(role -> role.startsWith("master"))
                            .count()
                        == 1
                    && sentinels.stream().allMatch(ScriptedRedis::knowsAll));
    return redises.stream().filter(node -> node.masters(COUNT - 1)).findFirst().orElseThrow();
  }

  private static boolean knowsAll(Node sentinel) {
    String master = sentinel.ask("sentinel", "master", MASTER).replace('\n', ' ');
    return master.contains("num-slaves " + (COUNT - 1))
        && master.contains("num-other-sentinels " + (COUNT - 1))
        && master.contains("flags master ");
  }

  @Override
  public void close() {
    killAll();
  }
}
