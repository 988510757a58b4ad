package dev.realtime.e2e.scale;

import dev.realtime.e2e.cluster.simulated.SimulatedCluster;
import dev.realtime.e2e.cluster.sys.Command;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The way to the API server that an operator has in a pod: its ServiceAccount, with the permissions
 * that users apply, and a token in a file. With the administrator's kubeconfig, which has a
 * certificate and no token, the client would read that file again before every request, for it
 * looks for a new token until it finds one: what no pod does would be measured.
 */
record PodAccess(SimulatedCluster cluster) {
  private static final String NAMESPACE = "realtime-system";
  private static final String ACCOUNT = "realtime-operator";

  /** Longer than any run. */
  private static final String VALIDITY = "--duration=6h";

  /**
   * Applies what users apply, and asks for the token. The Deployment among it is played: no
   * operator runs in it.
   */
  void grant(Path project) throws IOException {
    kubectl("apply", "--server-side", "-k", project.resolve("manifests/base").toString());
    Path token = Files.createFile(token());
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(
        token, kubectl("create", "token", ACCOUNT, "-n", NAMESPACE, VALIDITY).strip());
  }

  /** Lets it do everything: for a program whose permissions nobody has written down. */
  void grantEverything() {
    kubectl(
        "create",
        "clusterrolebinding",
        "everything",
        "--clusterrole=cluster-admin",
        "--serviceaccount=" + NAMESPACE + ":" + ACCOUNT);
  }

  /** What the kubelet and the files of a pod tell a client, told by environment variables. */
  Map<String, String> environment() throws IOException {
    URI server =
        URI.create(Config.fromKubeconfig(Files.readString(cluster.kubeconfig())).getMasterUrl());
    return Map.of(
        "KUBERNETES_AUTH_TRYKUBECONFIG",
        "false",
        "KUBERNETES_SERVICE_HOST",
        server.getHost(),
        "KUBERNETES_SERVICE_PORT",
        Integer.toString(server.getPort()),
        "KUBERNETES_CERTS_CA_FILE",
        cluster.state().resolve("pki/ca.crt").toString(),
        "KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN",
        token().toString());
  }

  private Path token() {
    return cluster.state().resolve("operator-token");
  }

  private String kubectl(String... arguments) {
    Command command = cluster.kubectl(arguments);
    return command.run();
  }
}
