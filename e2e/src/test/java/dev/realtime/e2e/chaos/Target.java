package dev.realtime.e2e.chaos;

import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.Faults;
import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.SlowLine;
import dev.realtime.e2e.cluster.SmallDisk;
import dev.realtime.e2e.sdk.Crowd;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Whom faults strike.
 *
 * @param namespace of the service
 * @param redisDisk that Redis writes to
 * @param clients the line that all clients come over
 * @param crowd those clients
 */
record Target(
    Cluster cluster,
    KubernetesClient client,
    String namespace,
    SmallDisk redisDisk,
    SlowLine clients,
    Crowd crowd) {
  static final String SERVICE = "realtime";
  static final String SERVER = "server";
  static final String REDIS = "redis";
  static final String REDIS_POD = SERVICE + "-redis-0";
  static final String REDIS_CLAIM = "data-" + REDIS_POD;
  static final int REDIS_PORT = 6379;
  static final String SYSTEM = "realtime-system";
  static final String OPERATOR = "operator";
  static final String KUBE_SYSTEM = "kube-system";
  static final String DNS = "coredns";

  Faults faults() {
    return cluster.faults();
  }

  /** A fault that needs no end. */
  static Fault over() {
    return () -> {};
  }

  /** A server that is ready. */
  String anyServer(RandomGenerator random) {
    List<String> ready =
        client.pods().inNamespace(namespace).withLabel("app", SERVICE).list().getItems().stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .filter(Target::ready)
            .map(pod -> pod.getMetadata().getName())
            .sorted()
            .toList();
    if (ready.isEmpty()) {
      throw new IllegalStateException("no server is ready");
    }
    return ready.get(random.nextInt(ready.size()));
  }

  /** Whether there are servers, Redis, an operator that leads, and DNS. */
  boolean canBeStruck() {
    Pod redis = client.pods().inNamespace(namespace).withName(REDIS_POD).get();
    Lease lease = lease().get();
    String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
    Pod leader =
        holder == null || holder.isEmpty()
            ? null
            : client.pods().inNamespace(SYSTEM).withName(holder).get();
    return redis != null
        && ready(redis)
        && leader != null
        && ready(leader)
        && client.pods().inNamespace(KUBE_SYSTEM).list().getItems().stream()
            .anyMatch(pod -> pod.getMetadata().getName().startsWith(DNS) && ready(pod))
        && client.pods().inNamespace(namespace).withLabel("app", SERVICE).list().getItems().stream()
            .anyMatch(pod -> pod.getMetadata().getDeletionTimestamp() == null && ready(pod));
  }

  /** Records that the runbook has written of the service. */
  int records() {
    return client.resources(RunbookRun.class).inNamespace(namespace).list().getItems().size();
  }

  void deletePod(String pod, boolean force) {
    var selected = client.pods().inNamespace(namespace).withName(pod);
    if (force) {
      selected.withGracePeriod(0).delete();
    } else {
      selected.delete();
    }
  }

  /** Pod of the operator that holds the Lease. */
  String leader() {
    return lease().require().getSpec().getHolderIdentity();
  }

  void deleteLease() {
    lease().delete();
  }

  private Resource<Lease> lease() {
    return client.leases().inNamespace(SYSTEM).withName("realtime-operator");
  }

  /** Makes the way to Redis worse, for servers and operator. */
  Fault slowRedis(Function<SlowLine, Fault> how) {
    return faults().slow(namespace, REDIS_POD, REDIS_PORT, how);
  }

  String dnsPod() {
    return client.pods().inNamespace(KUBE_SYSTEM).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getName().startsWith(DNS))
        .filter(Target::ready)
        .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
        .orElseThrow(() -> new IllegalStateException("no pod of the DNS is ready"))
        .getMetadata()
        .getName();
  }

  void kubectl(String... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "--namespace=" + namespace;
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    cluster.kubectl(line).run();
  }

  static boolean ready(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(
            condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }
}
