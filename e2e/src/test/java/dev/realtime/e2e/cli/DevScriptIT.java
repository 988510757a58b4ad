package dev.realtime.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.realtime.e2e.cluster.Requirements;
import dev.realtime.e2e.cluster.sys.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real {@code ./dev}, typed by somebody on whose machine something is wrong. */
class DevScriptIT {
  /** Where nothing but what Debian brings is found. */
  private static final String BARE_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

  private static final int NOBODY = 65_534;

  @TempDir private static Path directory;
  private static DevCopy dev;

  /** All that the script sees of the environment, for the test to change. */
  private final Map<String, String> environment = new TreeMap<>();

  private Path state;

  @BeforeAll
  static void copy() throws IOException {
    dev = DevCopy.in(directory);
  }

  @BeforeEach
  void freshHome() throws IOException {
    dev.compiled();
    Path home = Files.createTempDirectory(directory, "home");
    Command.of("chmod", "777", home.toString()).run();
    state = home.resolve("state");
    environment.put("PATH", System.getenv("PATH") + ":" + BARE_PATH);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("HOME", home.toString());
    environment.put("REALTIME_HOME", state.toString());
  }

  private Command.Result run(List<String> wrapper, String... arguments) {
    return Command.of(dev.line(wrapper, environment, arguments)).tryRun();
  }

  private Command.Result run(String... arguments) {
    return run(List.of(), arguments);
  }

  /** A wrapper that runs a program where shell lines have mounted something. */
  private static List<String> mounting(String script) {
    assumeThat(Requirements.missing()).as("what mounts need").isEmpty();
    return List.of(
        "unshare",
        "--mount",
        "--propagation",
        "private",
        "sh",
        "-ec",
        script + "; exec \"$@\"",
        "-");
  }

  private static List<String> without(String... directories) {
    List<String> lines = new ArrayList<>();
    for (String path : directories) {
      lines.add("[ ! -d %1$s ] || mount -t tmpfs none %1$s".formatted(path));
    }
    return mounting(String.join("; ", lines));
  }

  @Test
  void anUnknownCommandIsNamedWithThoseThatAreLikeIt() {
    Command.Result result = run("upp");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.output()).contains("There is no command 'upp'", "./dev up", "./dev --help");
  }

  @Test
  void anUnknownOptionIsNamedWithTheOneThatIsMeant() {
    Command.Result result = run("up", "--simulate");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.output()).contains("'--simulate'", "--simulated", "./dev up --help");
  }

  @Test
  void downIsHarmlessWhereNothingIsUp() {
    Command.Result result = run("down");
    assertThat(result.output()).contains("no local cluster is there");
    assertThat(result.status()).isZero();
    assertThat(state).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "kubeconfig", "logs"})
  void whatNeedsAClusterSaysHowToStartOne(String command) {
    Command.Result result = run(command);
    assertThat(result.status()).as(result.output()).isEqualTo(1);
    assertThat(result.output()).contains("./dev up").doesNotContain("\tat ");
  }

  @Test
  void withoutAJdkItIsSaidWhichOneAndWhereItWasLookedFor() {
    environment.remove("JAVA_HOME");
    environment.put("PATH", BARE_PATH);
    Command.Result result = run(without("/usr/lib/jvm", "/opt"), "up");
    assertThat(result.status()).as(result.output()).isEqualTo(1);
    assertThat(result.output())
        .contains("JDK 25 is needed and was not found", "/usr/lib/jvm", "set JAVA_HOME");
  }

  @Test
  void withoutGoItIsSaidWhatForAndWhereToGetIt() {
    environment.put("PATH", BARE_PATH);
    Command.Result result =
        run(without("/usr/local/go", "/usr/lib/go", "/usr/lib/go-1.26", "/snap"), "up");
    assertThat(result.status()).as(result.output()).isEqualTo(1);
    assertThat(result.output())
        .contains("Go 1.26 is needed to build Kubernetes", "https://go.dev/dl/")
        .doesNotContain("\tat ");
  }

  @Test
  void whoeverIsNotRootIsOfferedTheSimulatedCluster() {
    assumeThat(Requirements.missing()).as("what another user needs").isEmpty();
    String id = Integer.toString(NOBODY);
    Command.Result result =
        run(List.of("setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups"), "up");
    assertThat(result.status()).as(result.output()).isEqualTo(1);
    assertThat(result.output())
        .contains("It must run as root (this is user nobody)", "./dev up --simulated")
        .doesNotContain("\tat ");
    assertThat(state).doesNotExist();
  }

  @Test
  void aPortOfSomebodyElsesIsNamedBeforeAnythingBegins() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      String port = Integer.toString(other.getLocalPort());
      List<List<String>> commands =
          List.of(List.of("up"), List.of("up", "--simulated"), List.of("server"));
      for (List<String> command : commands) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--port", port));
        if (command.equals(List.of("up")) && !Requirements.missing().isEmpty()) {
          continue;
        }
        Command.Result result = run(arguments.toArray(String[]::new));
        assertThat(result.status()).as(result.output()).isEqualTo(1);
        assertThat(result.output())
            .contains("Port " + port + " of 127.0.0.1 is taken", "ss -ltnp", "--port")
            .doesNotContain("Not finished", "\tat ");
      }
    }
    assertThat(state).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--simulated"})
  void aDiskThatIsNearlyFullIsNamedWithWhatIsNeeded(String option) throws IOException {
    Files.createDirectory(state);
    List<String> wrapper = mounting("mount -t tmpfs -o size=64m none " + state);
    List<String> arguments = new ArrayList<>(List.of("up", "--port", "65535"));
    if (!option.isEmpty()) {
      arguments.add(option);
    }
    Command.Result result = run(wrapper, arguments.toArray(String[]::new));
    assertThat(result.status()).as(result.output()).isEqualTo(1);
    assertThat(result.output())
        .contains("Only 64 MiB are free at " + state, "are needed", "REALTIME_HOME")
        .doesNotContain("Not finished", "\tat ");
  }

  @Test
  void aStateDirectoryThatCannotBeWrittenIsNamedWithTheReason() throws IOException {
    Path file = Files.createFile(state);
    Command.Result result = run("up", "--simulated", "--port", "65535");
    assertThat(result.status()).as(result.output()).isEqualTo(1);
    assertThat(result.output()).contains("Cannot use " + file).doesNotContain("\tat ");
  }

  @Test
  void ctrlCWhileItCompilesEndsTheCompilerAndTheNextRunCompilesAgain() throws Exception {
    dev.uncompiled();
    // Maven's repository is there.
    environment.put("HOME", System.getProperty("user.home"));
    CutShort run = CutShort.start(dev.line(List.of(), environment, "down"), directory, Map.of());
    int status =
        run.at(
            "the compiler's start",
            () ->
                run.process()
                    .descendants()
                    .anyMatch(child -> child.info().command().orElse("").endsWith("/java")));
    assertThat(status).as(run.output()).isEqualTo(CutShort.INTERRUPTED);
    assertThat(dev.isCompiled()).isFalse();
  }
}
