package dev.realtime.e2e.cluster.binary;

/** The programs that are built from source. */
public enum Program {
  ETCD("kubernetes", "go.etcd.io/etcd/server/v3"),
  KUBE_APISERVER("kubernetes", "k8s.io/kubernetes/cmd/kube-apiserver"),
  KUBECTL("kubernetes", "k8s.io/kubernetes/cmd/kubectl"),
  KUBE_CONTROLLER_MANAGER("kubernetes", "k8s.io/kubernetes/cmd/kube-controller-manager"),
  KUBE_SCHEDULER("kubernetes", "k8s.io/kubernetes/cmd/kube-scheduler"),
  KUBELET("kubernetes", "k8s.io/kubernetes/cmd/kubelet"),
  KUBE_PROXY("kubernetes", "k8s.io/kubernetes/cmd/kube-proxy"),
  /** Gives claims on the default storage class their volumes. */
  LOCAL_VOLUMES("kubernetes", "./cmd/local-volumes"),
  /** Goes into an image: the first process of every pod. */
  PAUSE("pause", "."),
  /** Goes into an image. */
  COREDNS("coredns", "."),
  /** Goes into an image. */
  METRICS_SERVER("metrics-server", "sigs.k8s.io/metrics-server/cmd/metrics-server"),
  /** Plays kubelet and pods where containers cannot run. */
  KWOK("kwok", "sigs.k8s.io/kwok/cmd/kwok"),
  /** Delays and throttles connections in tests. */
  TOXIPROXY("toxiproxy", "github.com/Shopify/toxiproxy/v2/cmd/server"),
  /** Installs the chart in tests, as users do. */
  HELM("helm", "helm.sh/helm/v4/cmd/helm"),
  /** Checks the OLM bundle in tests. */
  OLM_VALIDATE("olm", "."),
  /** What tests push images to. */
  REGISTRY("registry", "."),
  /** Process 1 of a node. */
  NODE_INIT("node", "./cmd/node-init"),
  /** Makes a Service reachable at a port of the host. */
  FORWARD("node", "./cmd/forward");

  private final String module;
  private final String importPath;

  Program(String module, String importPath) {
    this.module = module;
    this.importPath = importPath;
  }

  /** The name of the executable. */
  public String executable() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** The Go module that pins it: a directory below {@code e2e/tools}. */
  String module() {
    return module;
  }

  String importPath() {
    return importPath;
  }

  /** Whether its source is in this repository, and not only pinned by it. */
  boolean isOurs() {
    return importPath.startsWith(".");
  }
}
