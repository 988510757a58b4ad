package dev.realtime.e2e.cluster.plane;

import dev.realtime.e2e.cluster.node.NetworkPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * The flags of each component.
 *
 * @param plan addresses
 * @param node name of the node
 */
public record CommandLines(NetworkPlan plan, String node) {
  private static final String HOME = PlaneFiles.INSIDE;
  private static final String PKI = HOME + "/pki";

  /**
   * Returns the whole command line.
   *
   * @param executable path of the program inside the node
   */
  public List<String> line(Component component, String executable) {
    List<String> line = new ArrayList<>(List.of(executable));
    line.addAll(
        switch (component) {
          case ETCD -> etcd();
          case CONTAINERD -> List.of("--config=" + HOME + "/containerd.toml");
          case KUBE_APISERVER -> apiServer();
          case KUBE_CONTROLLER_MANAGER -> controllerManager();
          case KUBE_SCHEDULER -> scheduler();
          case KUBELET -> kubelet();
          case KUBE_PROXY -> List.of("--config=" + HOME + "/kube-proxy.yaml");
          case LOCAL_VOLUMES -> localVolumes();
        });
    return line;
  }

  /** Listens on the node's loopback only, which no pod can reach. */
  private static List<String> etcd() {
    return List.of(
        "--data-dir=/var/lib/etcd",
        "--listen-client-urls=http://127.0.0.1:2379",
        "--advertise-client-urls=http://127.0.0.1:2379",
        "--listen-peer-urls=http://127.0.0.1:2380",
        "--initial-advertise-peer-urls=http://127.0.0.1:2380",
        "--initial-cluster=default=http://127.0.0.1:2380",
        "--listen-metrics-urls=http://127.0.0.1:2381",
        // The data lives no longer than the cluster, and slow disks would make every write wait.
        "--unsafe-no-fsync");
  }

  private List<String> apiServer() {
    return List.of(
        "--etcd-servers=http://127.0.0.1:2379",
        "--advertise-address=" + plan.nodeAddress(),
        "--service-cluster-ip-range=" + plan.services(),
        "--allow-privileged=true",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--admission-control-config-file=" + HOME + "/admission.yaml",
        "--client-ca-file=" + PKI + "/ca.crt",
        "--tls-cert-file=" + PKI + "/kube-apiserver.crt",
        "--tls-private-key-file=" + PKI + "/kube-apiserver.key",
        "--kubelet-certificate-authority=" + PKI + "/ca.crt",
        "--kubelet-client-certificate=" + PKI + "/kube-apiserver-kubelet.crt",
        "--kubelet-client-key=" + PKI + "/kube-apiserver-kubelet.key",
        // Nothing resolves the node's name.
        "--kubelet-preferred-address-types=InternalIP",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        "--service-account-key-file=" + PKI + "/service-account.key",
        "--service-account-signing-key-file=" + PKI + "/service-account.key",
        "--requestheader-client-ca-file=" + PKI + "/front-proxy-ca.crt",
        "--requestheader-allowed-names=front-proxy",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-username-headers=X-Remote-User",
        "--proxy-client-cert-file=" + PKI + "/front-proxy.crt",
        "--proxy-client-key-file=" + PKI + "/front-proxy.key",
        // Straight to the pods of an aggregated API: one thing less to be ready first.
        "--enable-aggregator-routing=true",
        "--profiling=false");
  }

  private static List<String> controllerManager() {
    String kubeconfig = HOME + "/kube-controller-manager.kubeconfig";
    return List.of(
        "--kubeconfig=" + kubeconfig,
        "--authentication-kubeconfig=" + kubeconfig,
        "--authorization-kubeconfig=" + kubeconfig,
        "--bind-address=127.0.0.1",
        // The only one of its kind: waiting for a lease would only delay a restart.
        "--leader-elect=false",
        "--use-service-account-credentials=true",
        "--root-ca-file=" + PKI + "/ca.crt",
        "--service-account-private-key-file=" + PKI + "/service-account.key",
        "--cluster-signing-cert-file=" + PKI + "/ca.crt",
        "--cluster-signing-key-file=" + PKI + "/ca.key",
        // Metrics come every 10 s here, so an autoscaler may look more often than every 15 s.
        "--horizontal-pod-autoscaler-sync-period=5s",
        "--profiling=false");
  }

  private static List<String> scheduler() {
    String kubeconfig = HOME + "/kube-scheduler.kubeconfig";
    return List.of(
        "--kubeconfig=" + kubeconfig,
        "--authentication-kubeconfig=" + kubeconfig,
        "--authorization-kubeconfig=" + kubeconfig,
        "--bind-address=127.0.0.1",
        "--leader-elect=false",
        "--profiling=false");
  }

  private List<String> kubelet() {
    return List.of(
        "--config=" + HOME + "/kubelet.yaml",
        "--kubeconfig=" + HOME + "/kubelet.kubeconfig",
        "--hostname-override=" + node,
        "--node-ip=" + plan.nodeAddress());
  }

  private List<String> localVolumes() {
    return List.of(
        "--kubeconfig=" + HOME + "/local-volumes.kubeconfig",
        "--root=/var/lib/volumes",
        "--node=" + node);
  }
}
