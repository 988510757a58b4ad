package dev.realtime.e2e.chaos;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.status.RedisStatus;
import dev.realtime.api.v1alpha1.status.RedisVerdict;
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
import java.util.Objects;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whom faults strike.
 *
 * @param namespace of the service
 * @param smallDisk that Redis writes to; null where it has its usual one
 * @param clients the line that all clients come over
 * @param crowd those clients
 */
record Target(
    Cluster cluster,
    KubernetesClient client,
    String namespace,
    @Nullable SmallDisk smallDisk,
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

  /** The disk that can be filled. */
  SmallDisk redisDisk() {
    return Objects.requireNonNull(smallDisk, "a small disk");
  }

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

  /** The pod that the operator sees as master. */
  String redisMaster() {
    String address = Objects.requireNonNull(redis().master(), "a master");
    return address.substring(0, address.indexOf('.'));
  }

  private RedisStatus redis() {
    RedisStatus status =
        client
            .resources(RealtimeService.class)
            .inNamespace(namespace)
            .withName(SERVICE)
            .require()
            .statusOrEmpty()
            .redis();
    return status == null ? RedisStatus.only(RedisVerdict.UNKNOWN, null) : status;
  }

  /** Whether there are servers, Redis, an operator that leads, and DNS. */
  boolean canBeStruck() {
    Pod redis = client.pods().inNamespace(namespace).withName(REDIS_POD).get();
    boolean whole = smallDisk != null || redis().verdict() == RedisVerdict.HEALTHY;
    Lease lease = lease().get();
    String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
    Pod leader =
        holder == null || holder.isEmpty()
            ? null
            : client.pods().inNamespace(SYSTEM).withName(holder).get();
    return redis != null
        && ready(redis)
        && whole
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
