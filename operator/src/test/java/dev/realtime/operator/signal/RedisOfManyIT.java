package dev.realtime.operator.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.operator.signal.RedisNodes.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several real Redis processes, as they work together. */
class RedisOfManyIT {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PASSWORD = "geheim";

  @TempDir private Path directory;
  private final List<LocalProcess> processes = new ArrayList<>();

  @AfterEach
  void stop() {
    processes.forEach(LocalProcess::close);
  }

  @Test
  void oneOfSeveralStandaloneThatIsDeadIsAnOutageThatNamesIt() throws IOException {
    int one = redis();
    int other = redis();
    RedisReader reader = reader(null, one, other);
    await().atMost(SOON).until(() -> fact(reader).reachable());
    assertThat(fact(reader).nodes().master()).isNull();

    processes.get(1).close();

    assertThat(fact(reader).reachable()).isFalse();
    assertThat(fact(reader).problem()).contains("127.0.0.1:" + other, "refused");
    assertThat(fact(reader).nodes().nodes())
        .filteredOn(node -> node.problem() != null)
        .extracting(Node::address)
        .containsExactly("127.0.0.1:" + other);
  }

  @Test
  void memoryOfSeveralStandaloneIsTheFullestOnes() throws IOException {
    int roomy = redis("--maxmemory", "100mb");
    int full = redis("--maxmemory", "2mb");
    RedisReader reader = reader(null, roomy, full);
    await().atMost(SOON).until(() -> fact(reader).reachable());

    assertThat(fact(reader).memory().maxBytes()).isEqualTo(2 << 20);
  }

  @Test
  void clusterThatServesAllSlotsIsWhole() throws Exception {
    int port = cluster("yes", 16383);
    RedisReader reader = reader(null, port);

    await().atMost(SOON).until(() -> fact(reader).reachable());
    assertThat(fact(reader).nodes().problem()).isNull();
  }

  @Test
  void clusterThatIsDownIsAnOutageAlthoughItAnswersPing() throws Exception {
    int port = cluster("yes", 99);
    RedisReader reader = reader(null, port);

    await().atMost(SOON).until(() -> fact(reader).problem(), this::saysHundredSlots);
    assertThat(fact(reader).reachable()).isFalse();
    assertThat(fact(reader).problem()).contains("the cluster is down");
  }

  @Test
  void clusterThatGoesOnWithoutSomeSlotsIsReachableAndNotWhole() throws Exception {
    int port = cluster("no", 99);
    RedisReader reader = reader(null, port);

    // A node that has just begun calls its cluster down, whatever it serves.
    await().atMost(SOON).until(() -> fact(reader).reachable());
    assertThat(fact(reader).nodes().problem())
        .contains("not whole", "100 of 16384 slots are served");
  }

  private boolean saysHundredSlots(@Nullable String problem) {
    return problem != null && problem.contains("100 of 16384 slots are served");
  }

  @Test
  void behindSentinelsTheMasterDecidesAndEachProcessIsShown() throws Exception {
    int master = redis();
    int replica = redis("--replicaof", "127.0.0.1 " + master, "--masterauth", PASSWORD);
    int[] sentinels = {sentinel(master), sentinel(master), sentinel(master)};
    RedisReader reader = reader("main", sentinels);

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              RedisFact fact = fact(reader);
              assertThat(fact.reachable()).isTrue();
              assertThat(fact.nodes().master()).isEqualTo("127.0.0.1:" + master);
              assertThat(fact.nodes().connectedReplicas()).isEqualTo(1);
              assertThat(fact.nodes().roundTripMillis()).isPositive();
              assertThat(fact.nodes().nodes())
                  .extracting(Node::role)
                  .containsExactly("master", "replica", "sentinel", "sentinel", "sentinel");
              assertThat(fact.nodes().nodes()).extracting(Node::problem).containsOnlyNulls();
            });

    processes.get(1).close();

    assertThat(fact(reader).reachable()).isTrue();
    assertThat(fact(reader).nodes().nodes())
        .filteredOn(node -> node.problem() != null)
        .extracting(Node::address)
        .containsExactly("127.0.0.1:" + replica);

    processes.get(0).close();

    assertThat(fact(reader).reachable()).isFalse();
  }

  @Test
  void readingAgainAndAgainFromManyThreadsNeverHangs() throws Exception {
    int master = redis();
    int[] sentinels = {sentinel(master), sentinel(master), sentinel(master)};
    List<Thread> threads = new ArrayList<>();
    List<Boolean> answers = java.util.Collections.synchronizedList(new ArrayList<>());
    await().atMost(SOON).until(() -> fact(reader("main", sentinels)).reachable());

    for (int i = 0; i < 4; i++) {
      RedisReader reader = reader("main", sentinels);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int round = 0; round < 10; round++) {
                      answers.add(fact(reader).reachable());
                    }
                  }));
    }
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(60))).as("done").isTrue();
    }
    assertThat(answers).hasSize(40).doesNotContain(false);
  }

  private int redis(String... more) throws IOException {
    int port = LocalProcess.freePort();
    List<String> line =
        new ArrayList<>(
            List.of("redis-server", "--port", "" + port, "--requirepass", PASSWORD, "--save", ""));
    line.addAll(List.of(more));
    start(line, port);
    return port;
  }

  /** A cluster of one node that has the slots up to this one. */
  private int cluster(String fullCoverage, int lastSlot) throws Exception {
    int port = redis("--cluster-enabled", "yes", "--cluster-require-full-coverage", fullCoverage);
    await().atMost(SOON).until(() -> ask(port, "PING").contains("PONG"));
    assertThat(ask(port, "CLUSTER", "ADDSLOTSRANGE", "0", "" + lastSlot)).contains("OK");
    return port;
  }

  private String ask(int port, String... command) throws IOException {
    List<String> line =
        new ArrayList<>(List.of("redis-cli", "--no-auth-warning", "-a", PASSWORD, "-p", "" + port));
    line.addAll(List.of(command));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    return new String(
        process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private int sentinel(int master) throws IOException {
    int port = LocalProcess.freePort();
    Path conf = directory.resolve("sentinel-" + port + ".conf");
    Files.writeString(
        conf,
        """
        port %d
        requirepass %s
        sentinel monitor main 127.0.0.1 %d 2
        sentinel auth-pass main %s
        """
            .formatted(port, PASSWORD, master, PASSWORD));
    start(List.of("redis-server", conf.toString(), "--sentinel"), port);
    return port;
  }

  private void start(List<String> line, int port) throws IOException {
    processes.add(new LocalProcess(line, Files.createDirectories(directory.resolve("" + port))));
  }

  private static RedisReader reader(@Nullable String master, int... ports) {
    List<String> addresses =
        java.util.Arrays.stream(ports).mapToObj(port -> "127.0.0.1:" + port).toList();
    RedisTarget target =
        new RedisTarget(addresses, master, null, PASSWORD, PASSWORD, null, "test:probe");
    return new RedisReader(
        false,
        () -> target,
        List::of,
        new RedisFact.Persistence(false, false, false, false, 0),
        Duration.ofSeconds(5));
  }

  private static RedisFact fact(RedisReader reader) {
    var store = new FactStore();
    reader.read(NOW).facts().forEach(fact -> fact.accept(store));
    return store.facts().redis().value().orElseThrow();
  }
}
