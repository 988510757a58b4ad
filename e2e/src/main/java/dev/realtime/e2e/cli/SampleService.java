package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.sys.ClusterException;
import dev.realtime.e2e.cluster.sys.Command;
import dev.realtime.e2e.cluster.sys.Progress;
import dev.realtime.e2e.image.BuiltImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The operator and the sample, as manifests.
 *
 * @param workspace has the manifests
 * @param cluster to put them on
 */
record SampleService(Workspace workspace, Cluster cluster) {
  /** Where the forwarder leads. */
  static final String ADDRESS = "realtime.production.svc.cluster.local:8004";

  private static final Duration READY_TIMEOUT = Duration.ofMinutes(4);

  /** Imports the images, applies operator and sample, and waits until the service is ready. */
  void deploy(List<BuiltImage> images) {
    List<BuiltImage> fresh;
    try (Progress.Step _ = workspace.progress().begin("Importing images")) {
      fresh = images.parallelStream().filter(cluster::importImage).toList();
    }
    boolean before = exists("deployment", "realtime-system", "realtime-operator");
    apply("-k", "manifests/base");
    if (before && !fresh.isEmpty()) {
      // The tag is the same, so nothing else tells Kubernetes that the image is another one.
      restart("realtime-system", "deployment/realtime-operator");
    }
    await("deployment/realtime-operator", "realtime-system", "Available");
    boolean serviceBefore = exists("realtimeservice", "production", "realtime");
    apply("-f", "manifests/samples/realtime.yaml");
    if (serviceBefore && !fresh.isEmpty()) {
      restart("production", "deployment/realtime");
    }
    await("realtimeservice/realtime", "production", "Ready");
  }

  static String greeting(int port) {
    return """

        The service is ready.

          WebSocket   ws://127.0.0.1:%d/connection/websocket
          kubectl     ./dev kubectl -n production get realtimeservices,pods
          kubeconfig  export KUBECONFIG=$(./dev kubeconfig)

        What to try next:
          ./dev kubectl -n production patch rts realtime --type=merge -p '{"spec":{"replicas":3}}'
          ./dev kubectl -n production get rts realtime -o yaml     what the operator knows
          curl http://127.0.0.1:%d/health                        the on-call checklist
          ./dev status     ./dev logs operator     ./dev down
        """
        .formatted(port, port);
  }

  private boolean exists(String kind, String namespace, String name) {
    return cluster.kubectl("-n", namespace, "get", kind, name).tryRun().status() == 0;
  }

  private void apply(String flag, String path) {
    Path file = workspace.directories().project().resolve(path);
    cluster
        .kubectl("apply", "--server-side", "--force-conflicts", flag, file.toString())
        .within(Duration.ofMinutes(2))
        .run();
  }

  private void restart(String namespace, String what) {
    cluster.kubectl("-n", namespace, "rollout", "restart", what).run();
    cluster
        .kubectl("-n", namespace, "rollout", "status", what, "--timeout=180s")
        .within(READY_TIMEOUT)
        .run();
  }

  private void await(String what, String namespace, String condition) {
    try (Progress.Step _ =
        workspace.progress().begin("Waiting for " + what + " to be " + condition)) {
      Command.Result result =
          cluster
              .kubectl(
                  "-n",
                  namespace,
                  "wait",
                  "--for=condition=" + condition,
                  what,
                  "--timeout=" + READY_TIMEOUT.minusSeconds(10).toSeconds() + "s")
              .within(READY_TIMEOUT)
              .tryRun();
      if (result.status() != 0) {
        throw new ClusterException(
            what
                + " in namespace "
                + namespace
                + " did not become "
                + condition
                + ".\n"
                + cluster.kubectl("-n", namespace, "get", "pods,events").tryRun().output()
                + "Look further with: ./dev kubectl -n "
                + namespace
                + " describe "
                + what.replace('/', ' '));
      }
    }
  }
}
