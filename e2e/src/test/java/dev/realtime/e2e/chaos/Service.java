package dev.realtime.e2e.chaos;

import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.SmallDisk;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.ResourceNotFoundException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The service that faults strike: two servers, and a managed Redis.
 *
 * @param namespace of the service
 * @param redis below it
 */
record Service(Cluster cluster, KubernetesClient client, String namespace, RedisKind redis) {
  /** Signs the clients' tokens. */
  static final String SECRET = "secret-of-the-chaos-run-32-bytes";

  private static final Duration SOON = Duration.ofMinutes(4);

  /** Append-only files of an hour's chaos take a third of it. */
  private static final int DISK_MEBIBYTES = 256;

  /** Makes it and waits for it. */
  void start() {
    cluster.kubectl("--namespace=" + namespace, "apply", "-f", "-").reading(spec()).run();
    awaitReady();
  }

  private String spec() {
    return """
      apiVersion: v1
      kind: Secret
      metadata: {name: tokens}
      stringData: {key: %s}
      ---
      apiVersion: realtime.dev/v1alpha1
      kind: RealtimeService
      metadata: {name: realtime}
      spec:
        replicas: 2
        resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 512Mi}}
        redis: {managed: %s}
        rollout: {acceptSeconds: 2, drainSeconds: 3}
        server:
          auth: {hmacSecret: {name: tokens, key: key}}
          origins: ["*"]
          namespaces:
            - name: chat
              allowSubscribe: anyone
              allowPublish: subscriber
              historySize: 10000
              historyTtl: 1h
              recovery: true
      """
        .formatted(SECRET, redis.spec());
  }

  void awaitReady() {
    await("the service to be Ready")
        .atMost(SOON)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptionsMatching(Service::isApiTrouble)
        .until(
            () ->
                client
                    .resources(RealtimeService.class)
                    .inNamespace(namespace)
                    .withName(Target.SERVICE)
                    .require()
                    .statusOrEmpty()
                    .isTrue("Ready"));
  }

  /** What a client of the API meets while the API server is struck. */
  static boolean isApiTrouble(Throwable trouble) {
    return trouble instanceof KubernetesClientException
        || trouble instanceof ResourceNotFoundException;
  }

  /** Gives a single Redis a disk of its own, and waits until it is there again. */
  @Nullable SmallDisk smallRedisDisk() {
    if (redis != RedisKind.SINGLE) {
      return null;
    }
    SmallDisk disk = SmallDisk.over(cluster, namespace, Target.REDIS_CLAIM, DISK_MEBIBYTES);
    var redis = client.pods().inNamespace(namespace).withName(Target.REDIS_POD);
    String before = redis.require().getMetadata().getUid();
    redis.delete();
    redis.waitUntilCondition(
        pod -> pod != null && !pod.getMetadata().getUid().equals(before) && Target.ready(pod),
        SOON.toSeconds(),
        TimeUnit.SECONDS);
    awaitReady();
    return disk;
  }

  /** The address that clients connect to; it stays the same while the Service does. */
  String address() {
    return client
        .services()
        .inNamespace(namespace)
        .withName(Target.SERVICE)
        .require()
        .getSpec()
        .getClusterIP();
  }
}
