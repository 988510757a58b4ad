package dev.realtime.e2e.cluster.simulated;

import dev.realtime.e2e.cluster.plane.Pki;
import dev.realtime.e2e.cluster.plane.Pki.Subject;
import dev.realtime.e2e.cluster.plane.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Certificates and command lines of a simulated cluster. All of it listens on 127.0.0.1, at ports
 * that were free when it started.
 */
record SimulatedFiles(Path state, int etcdPort, int peerPort, int apiPort) {
  private static final List<String> CLIENTS =
      List.of("admin", "kube-controller-manager", "kube-scheduler");

  /** Makes the directory with certificates and kubeconfigs. */
  static SimulatedFiles create(Path state) {
    try {
      Files.createDirectories(state);
      SimulatedFiles files = new SimulatedFiles(state, freePort(), freePort(), freePort());
      files.write();
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot prepare " + state, e);
    }
  }

  private void write() throws IOException {
    Pki pki = new Pki(state.resolve("pki"));
    pki.create(
        List.of(
            new Subject(
                "kube-apiserver",
                "kube-apiserver",
                "",
                List.of("kubernetes", "kubernetes.default.svc", "localhost", "127.0.0.1")),
            Subject.client("admin", "admin", "system:masters"),
            Subject.client("kube-controller-manager", "system:kube-controller-manager", ""),
            Subject.client("kube-scheduler", "system:kube-scheduler", "")));
    Files.writeString(state.resolve("kwok.yaml"), Template.resource("kwok.yaml", Map.of()));
    for (String client : CLIENTS) {
      Path file = state.resolve(client.equals("admin") ? "kubeconfig" : client + ".kubeconfig");
      Files.writeString(
          file,
          Template.resource(
              "kubeconfig.yaml",
              Map.of(
                  "cluster",
                  "realtime-simulated",
                  "user",
                  client,
                  "server",
                  "https://127.0.0.1:" + apiPort,
                  "authority",
                  base64(pki.file("ca.crt")),
                  "certificate",
                  base64(pki.file(client + ".crt")),
                  "key",
                  base64(pki.file(client + ".key")))));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  List<String> etcd() {
    String client = "http://127.0.0.1:" + etcdPort;
    String peer = "http://127.0.0.1:" + peerPort;
    return List.of(
        "--data-dir=" + state + "/etcd",
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=default=" + peer,
        "--unsafe-no-fsync");
  }

  List<String> apiServer() {
    String pki = state + "/pki";
    return List.of(
        "--etcd-servers=http://127.0.0.1:" + etcdPort,
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        // Nobody needs the address of the API server's own Service, and loopback is refused there.
        "--endpoint-reconciler-type=none",
        "--secure-port=" + apiPort,
        "--service-cluster-ip-range=10.0.0.0/16",
        "--authorization-mode=Node,RBAC",
        "--client-ca-file=" + pki + "/ca.crt",
        "--tls-cert-file=" + pki + "/kube-apiserver.crt",
        "--tls-private-key-file=" + pki + "/kube-apiserver.key",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        "--service-account-key-file=" + pki + "/service-account.key",
        "--service-account-signing-key-file=" + pki + "/service-account.key",
        "--profiling=false");
  }

  List<String> controllerManager() {
    return List.of(
        "--kubeconfig=" + state + "/kube-controller-manager.kubeconfig",
        // With the 20 calls a second that each controller has by default, a thousand Deployments
        // alone would take minutes.
        "--kube-api-qps=1000",
        "--kube-api-burst=1000",
        "--secure-port=0",
        "--leader-elect=false",
        "--use-service-account-credentials=true",
        "--root-ca-file=" + state + "/pki/ca.crt",
        "--service-account-private-key-file=" + state + "/pki/service-account.key");
  }

  List<String> scheduler() {
    return List.of(
        "--kubeconfig=" + state + "/kube-scheduler.kubeconfig",
        "--kube-api-qps=1000",
        "--kube-api-burst=1000",
        "--secure-port=0",
        "--leader-elect=false");
  }

  List<String> kwok() {
    return List.of(
        "--kubeconfig=" + state + "/kubeconfig",
        "--config=" + state + "/kwok.yaml",
        "--manage-all-nodes=true",
        "--node-lease-duration-seconds=40");
  }

  /** The one node, large enough for anything. */
  String node() {
    return """
        apiVersion: v1
        kind: Node
        metadata:
          name: simulated
          labels: {kubernetes.io/hostname: simulated, kubernetes.io/os: linux}
        status:
          allocatable: {cpu: "4000", memory: 16Ti, pods: "20000"}
          capacity: {cpu: "4000", memory: 16Ti, pods: "20000"}
        """;
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
