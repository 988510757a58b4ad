package dev.realtime.e2e.cluster;

import dev.realtime.e2e.image.ProjectImage;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.TimeUnit;

/** Pods that fit restricted pod security and have something to talk to: Redis. */
final class TestPods {
  static final String CONTAINER = "redis";

  private TestPods() {}

  /** A Redis without a password, open to all pods. */
  static PodBuilder redis(String namespace, String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(0L)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(999L)
        .withFsGroup(999L)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addNewContainer()
        .withName(CONTAINER)
        .withImage(ProjectImage.REDIS.reference())
        .withImagePullPolicy("IfNotPresent")
        .withArgs("redis-server", "--protected-mode", "no", "--save", "", "--dir", "/tmp")
        .withNewReadinessProbe()
        .withNewTcpSocket()
        .withPort(new IntOrString(6379))
        .endTcpSocket()
        .withPeriodSeconds(1)
        .endReadinessProbe()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .endContainer()
        .endSpec();
  }

  /** Creates it and waits until it is ready. */
  static Pod start(KubernetesClient client, PodBuilder pod) {
    return client
        .resource(client.resource(pod.build()).create())
        .waitUntilReady(60, TimeUnit.SECONDS);
  }

  /** A Service of the pod's name in front of it. */
  static void expose(KubernetesClient client, String namespace, String name) {
    client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addToSelector("app", name)
                .addNewPort()
                .withPort(6379)
                .endPort()
                .endSpec()
                .build())
        .create();
  }
}
