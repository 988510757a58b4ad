package dev.realtime.e2e.cluster.plane;

import dev.realtime.e2e.cluster.node.NetworkPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes everything that the components read.
 *
 * @param state directory of the cluster on the host
 * @param plan its addresses
 * @param node name of its only node
 * @param settings values that the templates need beyond the addresses
 */
public record PlaneFiles(Path state, NetworkPlan plan, String node, Map<String, String> settings) {
  /** Where the components find it, inside the node. */
  static final String INSIDE = "/var/lib/kubernetes";

  /** Clients of the API server, each with a kubeconfig of its own. */
  private static final List<String> CLIENTS =
      List.of(
          "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy", "local-volumes");

  private static final List<String> TEMPLATES =
      List.of(
          "admission.yaml",
          "containerd.toml",
          "kubelet.yaml",
          "kube-proxy.yaml",
          "cni/10-realtime.conflist");

  /** Writes all of it. */
  public void write() {
    Path home = state.resolve("var/lib/kubernetes");
    Pki pki = new Pki(home.resolve("pki"));
    pki.create(Pki.subjects(plan, node));
    try {
      Files.createDirectories(home.resolve("cni"));
      for (String name : TEMPLATES) {
        Files.writeString(home.resolve(name), Template.resource(name, values()));
      }
      for (String client : CLIENTS) {
        Files.writeString(home.resolve(client + ".kubeconfig"), kubeconfig(pki, client));
      }
      Path admin = state.resolve("kubeconfig");
      Files.writeString(admin, kubeconfig(pki, "admin"));
      Files.setPosixFilePermissions(admin, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the cluster's configuration to " + home, e);
    }
  }

  /** Returns the manifests of what runs beside the control plane; the files must be written. */
  public String addons() {
    Pki pki = new Pki(state.resolve("var/lib/kubernetes/pki"));
    Map<String, String> values = new HashMap<>(values());
    try {
      values.put("authority", base64(pki.file("ca.crt")));
      values.put("metricsCertificate", base64(pki.file("metrics-server.crt")));
      values.put("metricsKey", base64(pki.file("metrics-server.key")));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the cluster's certificates", e);
    }
    return Template.resource("addons.yaml", values);
  }

  private Map<String, String> values() {
    Map<String, String> values = new HashMap<>(settings);
    values.put("node", node);
    values.put("nodeAddress", plan.nodeAddress());
    values.put("dnsAddress", plan.dnsServiceAddress());
    values.put("pods", plan.pods().toString());
    values.put("services", plan.services().toString());
    return values;
  }

  private String kubeconfig(Pki pki, String client) throws IOException {
    Map<String, String> values = new HashMap<>(values());
    values.put("authority", base64(pki.file("ca.crt")));
    values.put("certificate", base64(pki.file(client + ".crt")));
    values.put("key", base64(pki.file(client + ".key")));
    values.put("user", client);
    values.put("server", "https://" + plan.nodeAddress() + ":6443");
    return Template.resource("kubeconfig.yaml", values);
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }
}
