package dev.realtime.e2e.cli;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Installation;
import dev.realtime.e2e.cluster.Renewal;
import dev.realtime.e2e.image.BuiltImage;
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

  /** Imports the images, applies operator and sample, and waits until the service is ready. */
  void deploy(List<BuiltImage> images) {
    Installation installation =
        new Installation(cluster, workspace.directories().project(), workspace.progress());
    Renewal renewal = installation.renewal("production", "realtime", images);
    installation.operator(images);
    installation.apply("-f", "manifests/samples/realtime.yaml");
    renewal.restart();
    installation.await("realtimeservice/realtime", "production", "Ready");
    renewal.done();
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
}
