package dev.realtime.e2e.scale;

import dev.realtime.e2e.cluster.simulated.SimulatedCluster;
import dev.realtime.e2e.cluster.sys.Await;
import dev.realtime.e2e.cluster.sys.Progress;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * From an empty cluster to all services Ready, at rest, and after a restart of an operator.
 *
 * @param cluster started, and stopped in the end, by the caller
 * @param project root of the source tree, with everything packaged
 * @param operatorLine runs an operator
 * @param services how many
 * @param operators how many share them, by selector
 * @param bare whether the line runs the bare operator
 * @param progress to tell
 */
public record ScaleRun(
    SimulatedCluster cluster,
    Path project,
    List<String> operatorLine,
    int services,
    int operators,
    boolean bare,
    Progress progress) {
  private static final Duration LONG = Duration.ofMinutes(20);

  /** Until the revision counts as good, and what cannot be measured has been said. */
  private static final Duration SETTLE = Duration.ofSeconds(100);

  private static final Duration REST = Duration.ofSeconds(60);

  /** In this time a new operator finds out what it cannot measure, and would say so. */
  private static final Duration SECOND_LOOK = Duration.ofSeconds(90);

  private static final double NANOS = 1e9;

  /** Measures. */
  public Figures run() throws IOException, InterruptedException {
    PodAccess access = new PodAccess(cluster);
    access.grant(project);
    if (bare) {
      access.grantEverything();
    }
    List<OperatorUnderLoad> all = new ArrayList<>();
    for (int i = 0; i < operators; i++) {
      all.add(operator(i));
    }
    Config config = Config.fromKubeconfig(Files.readString(cluster.kubeconfig()));
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      return measure(all, new ManyServices(client, services, operators));
    }
  }

  private Figures measure(List<OperatorUnderLoad> all, ManyServices many)
      throws IOException, InterruptedException {
    Set<String> ready = many.ready();
    long begin = System.nanoTime();
    try (Progress.Step _ = progress.begin("Creating " + services + " services")) {
      many.create();
    }
    long accepted = System.nanoTime();
    try (Progress.Step _ = progress.begin("Waiting until all are Ready")) {
      Await.until(
          LONG, () -> ready.size() >= services, () -> ready.size() + " of them became Ready");
    }
    long done = System.nanoTime();
    double cores;
    int atRest;
    Map<String, String> versions;
    try (Progress.Step _ = progress.begin("Watching the operators at rest")) {
      Thread.sleep(SETTLE);
      Map<String, String> earlier = many.versions();
      List<Double> before = all.stream().map(OperatorUnderLoad::processorSeconds).toList();
      Thread.sleep(REST);
      cores =
          IntStream.range(0, all.size())
                  .mapToDouble(i -> all.get(i).processorSeconds() - before.get(i))
                  .max()
                  .orElseThrow()
              / REST.toSeconds();
      versions = many.versions();
      atRest = ManyServices.changes(earlier, versions);
    }
    double peak = most(all, "VmHWM");
    double steady = most(all, "VmRSS");
    all.getFirst().end();
    long restarted = System.nanoTime();
    OperatorUnderLoad successor = operator(0);
    int share = (services + operators - 1) / operators;
    try (Progress.Step _ = progress.begin("Restarting it")) {
      Await.until(
          LONG,
          () -> successor.reconciled() >= share,
          () -> successor.reconciled() + " reconciles after a restart");
    }
    double restart = (System.nanoTime() - restarted) / NANOS;
    try (Progress.Step _ = progress.begin("Watching it for a while")) {
      Thread.sleep(SECOND_LOOK);
    }
    int changed = ManyServices.changes(versions, many.versions());
    return new Figures(
        services,
        operators,
        bare,
        (accepted - begin) / NANOS,
        (done - accepted) / NANOS,
        peak,
        steady,
        cores,
        atRest,
        restart,
        changed);
  }

  private static double most(List<OperatorUnderLoad> operators, String line) {
    return operators.stream().mapToDouble(operator -> operator.mebibytes(line)).max().orElseThrow();
  }

  private OperatorUnderLoad operator(int shard) throws IOException {
    String selector = operators == 1 ? "" : "shard=" + shard;
    return spawn(cluster, operatorLine, "operator-" + shard, selector);
  }

  /** Starts an operator of that name, with a Lease of that name. */
  static OperatorUnderLoad spawn(
      SimulatedCluster cluster, List<String> line, String name, String selector)
      throws IOException {
    int port = freePort();
    Map<String, String> environment = new HashMap<>(new PodAccess(cluster).environment());
    environment.putAll(
        Map.of(
            "OPERATOR_NAMESPACE",
            "realtime-system",
            "POD_NAME",
            name,
            "LEASE_NAME",
            name,
            "WATCH_SELECTOR",
            selector,
            "MANAGEMENT_PORT",
            Integer.toString(port),
            "REALTIME_SERVER_IMAGE",
            "realtime.dev/server:simulated",
            "REALTIME_REDIS_IMAGE",
            "realtime.dev/redis:simulated"));
    Process process = cluster.spawn(name, line, environment);
    return new OperatorUnderLoad(process, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
