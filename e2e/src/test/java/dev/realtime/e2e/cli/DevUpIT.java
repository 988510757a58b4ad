package dev.realtime.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.Forwarder;
import dev.realtime.e2e.cluster.Requirements;
import dev.realtime.e2e.cluster.node.NetworkPlan;
import dev.realtime.e2e.cluster.node.Node;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.ProcessTable;
import dev.realtime.e2e.sdk.JavaSdkClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * {@code ./dev up} from its beginning to {@code ./dev down}, with a Ctrl-C in the middle. Alone,
 * for it brings a cluster of its own.
 */
@Tag("rows")
@Isolated
class DevUpIT {
  private static final Duration START = Duration.ofMinutes(20);
  private static final Path PROJECT = Directories.standard().project();

  @TempDir private Path directory;
  private Path state;
  private String port;

  @BeforeEach
  void prepare() throws IOException {
    state = directory.resolve("state");
    port = freePort();
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return Integer.toString(socket.getLocalPort());
    }
  }

  @AfterEach
  void down() {
    dev("down").tryRun();
  }

  @Test
  void aClusterWhoseStartIsCutShortIsRemovedByDownAndTheNextOneServes() throws Exception {
    assumeThat(Requirements.missing()).isEmpty();
    cutShort(
        "kubelet",
        () -> Node.of(cluster()).flatMap(node -> node.find("kubelet")).isPresent(),
        "up",
        "--port",
        port);
    Path link = link();
    assertThat(link).exists();
    assertThat(dev("down").run()).contains("Removing cluster 'local'");
    assertThat(link).doesNotExist();
    assertNothingIsLeft();

    assertThat(dev("up", "--port", port).run()).contains("The service is ready");
    assertServes();
    assertThat(dev("up", "--port", port).run())
        .as("up, where it is up")
        .contains("The service is ready")
        .doesNotContain("Starting cluster");
    assertServes();

    link = link();
    dev("down").run();
    assertThat(link).doesNotExist();
    assertNothingIsLeft();
    assertThat(dev("down").run()).contains("no local cluster is there");
  }

  @Test
  void aSimulatedClusterWhoseStartIsCutShortIsStartedAnewAndServes() throws Exception {
    cutShort(
        "kube-apiserver",
        () -> ours().contains("kube-apiserver"),
        "up",
        "--simulated",
        "--port",
        port);

    assertThat(dev("up", "--simulated", "--port", port).run())
        .contains("Starting a simulated cluster", "A simulated cluster runs");
    assertServes();
    assertThat(dev("kubectl", "-n", "production", "get", "pods", "-l", "app=realtime").run())
        .containsPattern("realtime-\\w+-\\w+ +1/1 +Running");
    assertThat(dev("status").run()).contains("Simulated", "kube-apiserver", "kwok");

    assertThat(dev("down").run()).contains("Removing the simulated cluster");
    assertNothingIsLeft();
  }

  @Test
  void twoStartsAtOnceMakeOneSimulatedClusterWhoseServerMovesToThePortThatIsAskedFor()
      throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> up = dev("up", "--simulated", "--port", port)::run;
      for (Future<String> started : threads.invokeAll(List.of(up, up))) {
        assertThat(started.get()).contains("A simulated cluster runs");
      }
    }
    assertThat(ours()).containsOnlyOnce("etcd", "kube-apiserver", "kwok");
    assertServes();

    String before = port;
    port = freePort();
    assertThat(dev("up", "--simulated", "--port", port).run())
        .contains("Moving the server to port " + port, "127.0.0.1:" + port);
    assertServes();
    assertThat(Forwarder.isTaken(Integer.parseInt(before))).isFalse();
    try (ServerSocket foreign = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      String taken = Integer.toString(foreign.getLocalPort());
      Command.Result refused = dev("up", "--simulated", "--port", taken).tryRun();
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.output()).contains(taken + " of 127.0.0.1 is taken by another program");
    }
    assertServes();

    assertThat(dev("status").tryRun().status()).isZero();
    ProcessTable.find(
            entry ->
                entry.program().equals("kwok")
                    && entry.arguments().stream().anyMatch(it -> it.contains(state.toString())))
        .forEach(ProcessHandle::destroyForcibly);
    Command.Result broken = dev("status").tryRun();
    assertThat(broken.output()).containsPattern("kwok +NOT RUNNING");
    assertThat(broken.status()).isEqualTo(1);
  }

  /** Types Ctrl-C as soon as a program of the cluster runs. */
  private void cutShort(String program, Callable<Boolean> runs, String... arguments)
      throws Exception {
    CutShort run = CutShort.start(line(arguments), directory, environment());
    int status = run.at(program, runs);
    assertThat(status).as(run.output()).isEqualTo(CutShort.INTERRUPTED);
    assertThat(run.output()).contains("Not finished", "./dev down removes everything");
  }

  private void assertServes() {
    String authority = "127.0.0.1:" + port;
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest health =
          HttpRequest.newBuilder(URI.create("http://" + authority + "/health")).build();
      await("the server's health")
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> http.send(health, BodyHandlers.discarding()).statusCode() == 200);
    }
    try (JavaSdkClient client =
        new JavaSdkClient("ws://" + authority + "/connection/websocket", "")) {
      client.connect();
      client.subscribe("chat:room");
      client.publish("chat:room", "\"hello\"");
    }
  }

  private void assertNothingIsLeft() throws IOException {
    await("the end of its processes")
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(ours()).isEmpty());
    assertThat(Files.readAllLines(Path.of("/proc/self/mounts")))
        .noneMatch(mount -> mount.contains(state.toString()));
    assertThat(cluster()).doesNotExist();
    assertThat(state.resolve("simulated")).doesNotExist();
  }

  /** Names of the programs that have the state directory in their command line, or run below it. */
  private List<String> ours() {
    List<String> programs = new ArrayList<>();
    ProcessTable.find(
        entry -> {
          boolean ours =
              !entry.program().equals("java")
                  && entry.arguments().stream().anyMatch(it -> it.contains(state.toString()));
          if (ours) {
            programs.add(entry.program());
          }
          return ours;
        });
    return programs;
  }

  private Path cluster() {
    return state.resolve("clusters/local");
  }

  /** The host's end of the link to the node. */
  private Path link() throws IOException {
    String index = Files.readString(cluster().resolve("network")).strip();
    return Path.of("/sys/class/net", new NetworkPlan(Integer.parseInt(index)).hostInterface());
  }

  private Command dev(String... arguments) {
    return Command.of(line(arguments)).in(PROJECT).with(environment()).within(START);
  }

  private static List<String> line(String... arguments) {
    List<String> line = new ArrayList<>(List.of(PROJECT.resolve("dev").toString()));
    line.addAll(List.of(arguments));
    return line;
  }

  private Map<String, String> environment() {
    return Map.of("REALTIME_HOME", state.toString(), "JAVA_HOME", System.getProperty("java.home"));
  }
}
