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

  private static List<String> asNobody() {
    assumeThat(Requirements.missing()).as("what a cluster needs").isEmpty();
    return List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
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

  /** It ends with this status, and says all of this in words. */
  private static void assertRefused(Command.Result result, int status, String... words) {
    assertThat(result.status()).as(result.output()).isEqualTo(status);
    assertThat(result.output()).contains(words).doesNotContain("\tat ", "Not finished");
  }

  @Test
  void anUnknownCommandIsNamedWithThoseThatAreLikeIt() {
    assertRefused(run("upp"), 2, "There is no command 'upp'", "./dev up", "./dev --help");
    assertRefused(run("cluster", "sart"), 2, "There is no command 'sart'", "cluster start");
  }

  @Test
  void anUnknownOptionIsNamedWithTheOneThatIsMeant() {
    assertRefused(run("up", "--simulate"), 2, "'--simulate'", "--simulated", "./dev up --help");
    assertRefused(run("down", "all"), 2, "'all' means nothing here", "./dev down --help");
  }

  @Test
  void loadingImagesSaysWhatIsMissing() {
    assertRefused(run("cluster", "load", "none"), 2, "ARCHIVE", "./dev cluster load --help");
    assertRefused(run("cluster", "load", "none", "x.tar"), 1, "./dev cluster start none");
    assertThat(run("cluster", "load", "--help").output()).contains("NAME ARCHIVE...");
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
    assertRefused(run(command), 1, "./dev up");
  }

  @Test
  void withoutAJdkItIsSaidWhichOneAndWhereItWasLookedFor() {
    environment.remove("JAVA_HOME");
    environment.put("PATH", BARE_PATH);
    assertRefused(
        run(without("/usr/lib/jvm", "/opt"), "up"),
        1,
        "JDK 25 is needed and was not found",
        "/usr/lib/jvm",
        "set JAVA_HOME");
  }

  @Test
  void withoutGoItIsSaidWhatForAndWhereToGetIt() {
    environment.put("PATH", BARE_PATH);
    assertRefused(
        run(without("/usr/local/go", "/usr/lib/go", "/usr/lib/go-1.26", "/snap"), "up"),
        1,
        "Go 1.26 is needed to build Kubernetes",
        "https://go.dev/dl/");
  }

  @Test
  void whoeverIsNotRootIsOfferedTheSimulatedCluster() {
    assertRefused(
        run(asNobody(), "up"),
        1,
        "It must run as root (this is user nobody)",
        "./dev up --simulated");
    assertThat(state).doesNotExist();
  }

  @Test
  void whoeverIsNotRootIsToldWhichPortsAreForRoot() throws IOException {
    Path lowest = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    assumeThat(Files.readAllLines(lowest)).containsExactly("1024");
    assertRefused(
        run(asNobody(), "up", "--simulated", "--port", "81"),
        1,
        "Only root may listen at port 81",
        "from 1024 with --port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "up --simulated", "server"})
  void aPortOfSomebodyElsesIsNamedBeforeAnythingBegins(String command) throws IOException {
    if (command.equals("up")) {
      assumeThat(Requirements.missing()).as("what a cluster needs").isEmpty();
    }
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      String port = Integer.toString(other.getLocalPort());
      assertRefused(
          run((command + " --port " + port).split(" ", -1)),
          1,
          "Port " + port + " of 127.0.0.1 is taken",
          "ss -ltnp",
          "--port");
    }
    assertThat(state).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "up --simulated"})
  void aDiskThatIsNearlyFullIsNamedWithWhatIsNeeded(String command) throws IOException {
    Files.createDirectory(state);
    assertRefused(
        run(
            mounting("mount -t tmpfs -o size=64m none " + state),
            (command + " --port 65535").split(" ", -1)),
        1,
        "Only 64 MiB are free at " + state,
        "are needed",
        "REALTIME_HOME");
  }

  @Test
  void aStateDirectoryThatCannotBeWrittenIsNamedWithTheReason() throws IOException {
    Files.createFile(state);
    assertRefused(
        run("up", "--simulated", "--port", "65535"), 1, "Cannot use " + state, "FileAlreadyExists");
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
