package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.binary.Binaries;
import dev.realtime.e2e.cluster.binary.Program;
import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** etcd and an API server for the time of a recording: a Kubernetes without nodes. */
final class TrainingApiServer implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

  /** Worth nothing outside: the server listens on loopback and is gone in a minute. */
  private static final String TOKEN = "training";

  private final Path work;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  private TrainingApiServer(Path work, int port) {
    this.work = work;
    this.port = port;
  }

  static TrainingApiServer start(Binaries binaries, Path work) throws IOException {
    int etcd = Ports.free();
    TrainingApiServer server = new TrainingApiServer(work, Ports.free());
    try {
      server.run("etcd", etcd(binaries, work, etcd, Ports.free()));
      server.run("kube-apiserver", server.apiServer(binaries, etcd));
      server.awaitReady();
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Returns how to reach it as an administrator. */
  Config config() {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl("https://127.0.0.1:" + port)
        .withTrustCerts(true)
        .withOauthToken(TOKEN)
        .build();
  }

  /** Writes a kubeconfig file for programs. */
  Path kubeconfig() throws IOException {
    return Files.writeString(
        work.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: training
        contexts:
          - {name: training, context: {cluster: training, user: training}}
        clusters:
          - {name: training, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}
        users:
          - {name: training, user: {token: %s}}
        """
            .formatted(port, TOKEN));
  }

  @Override
  public void close() {
    for (Process process : processes.reversed()) {
      process.destroy();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  private static List<String> etcd(Binaries binaries, Path work, int port, int peerPort) {
    String url = "http://127.0.0.1:" + port;
    String peerUrl = "http://127.0.0.1:" + peerPort;
    return List.of(
        binaries.get(Program.ETCD).toString(),
        "--data-dir=" + work.resolve("etcd"),
        "--listen-client-urls=" + url,
        "--advertise-client-urls=" + url,
        "--listen-peer-urls=" + peerUrl,
        "--initial-advertise-peer-urls=" + peerUrl,
        "--initial-cluster=default=" + peerUrl,
        "--unsafe-no-fsync");
  }

  private List<String> apiServer(Binaries binaries, int etcd) throws IOException {
    Path key = work.resolve("service-account.key");
    Command.of("openssl", "genrsa", "-out", key.toString(), "2048").run();
    Path tokens =
        Files.writeString(
            work.resolve("tokens.csv"), TOKEN + ",training,training,\"system:masters\"\n");
    return List.of(
        binaries.get(Program.KUBE_APISERVER).toString(),
        "--etcd-servers=http://127.0.0.1:" + etcd,
        "--bind-address=127.0.0.1",
        "--secure-port=" + port,
        "--cert-dir=" + work.resolve("certificates"),
        "--token-auth-file=" + tokens,
        "--authorization-mode=RBAC",
        "--service-cluster-ip-range=10.0.0.0/24",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + key,
        "--service-account-signing-key-file=" + key);
  }

  private void run(String name, List<String> line) throws IOException {
    processes.add(
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(log(name).toFile())
            .start());
  }

  private Path log(String name) {
    return work.resolve(name + ".log");
  }

  private void awaitReady() throws IOException {
    boolean ready;
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config()).build()) {
      ready = Await.within(START_TIMEOUT, () -> ended() || answers(client));
    }
    if (!ready || ended()) {
      throw new ClusterException("No API server for the recording: " + lastWords());
    }
  }

  private boolean ended() {
    return processes.stream().anyMatch(process -> !process.isAlive());
  }

  private static boolean answers(KubernetesClient client) {
    try {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException notYet) {
      return false;
    }
  }

  private String lastWords() throws IOException {
    StringBuilder words = new StringBuilder();
    for (String name : List.of("etcd", "kube-apiserver")) {
      Path log = log(name);
      if (Files.exists(log)) {
        List<String> lines = Files.readAllLines(log);
        List<String> last = lines.subList(Math.max(0, lines.size() - 10), lines.size());
        words.append("\n").append(name).append(":\n").append(String.join("\n", last));
      }
    }
    return words.toString();
  }
}
