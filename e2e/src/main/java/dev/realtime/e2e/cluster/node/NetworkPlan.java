package dev.realtime.e2e.cluster.node;

/**
 * The addresses of one cluster, all derived from its index so that clusters never overlap.
 *
 * @param index 0 to {@link #MAX_INDEX}
 */
public record NetworkPlan(int index) {
  public static final int MAX_INDEX = 99;

  public NetworkPlan {
    if (index < 0 || index > MAX_INDEX) {
      throw new IllegalArgumentException("index " + index + " is not within 0.." + MAX_INDEX);
    }
  }

  /** ClusterIPs. */
  public Subnet services() {
    return Subnet.parse("10.96." + index + ".0/24");
  }

  /** Pods; more than the kubelet's limit of 110. */
  public Subnet pods() {
    return Subnet.parse("10.97." + index + ".0/24");
  }

  /** The two ends of the link between host and node. */
  public Subnet link() {
    return Subnet.parse("10.98." + index + ".0/30");
  }

  public String hostAddress() {
    return link().address(1);
  }

  /** Where the API server listens, and where the host sends what is for pods and services. */
  public String nodeAddress() {
    return link().address(2);
  }

  /** The ClusterIP of the API server's own Service; Kubernetes takes the first. */
  public String apiServiceAddress() {
    return services().address(1);
  }

  public String dnsServiceAddress() {
    return services().address(10);
  }

  /** The host's end of the link; at most 15 characters. */
  public String hostInterface() {
    return "realtime" + index;
  }
}
