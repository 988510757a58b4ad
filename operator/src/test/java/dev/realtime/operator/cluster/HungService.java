package dev.realtime.operator.cluster;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Plays the kubelet and the controller of Deployments for a service that hangs.
 *
 * @param client of a user who may do what they may
 */
public record HungService(KubernetesClient client, String namespace, String name) {
  /**
   * One pod that runs, and is not ready. It has been started anew once, so that it is not taken for
   * one of a service that comes up for the first time.
   */
  public void pod(String pod) {
    Map<String, String> labels = deployment().getSpec().getTemplate().getMetadata().getLabels();
    Pod created =
        client
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withName(pod)
                    .withNamespace(namespace)
                    .withLabels(labels)
                    .endMetadata()
                    .withNewSpec()
                    .withAutomountServiceAccountToken(false)
                    .addNewContainer()
                    .withName("server")
                    .withImage("server")
                    .endContainer()
                    .endSpec()
                    .build())
            .create();
    created.setStatus(
        new PodStatusBuilder()
            .withPhase("Running")
            .addNewContainerStatus()
            .withName("server")
            .withImage("server")
            .withImageID("")
            .withReady(false)
            .withRestartCount(1)
            .withNewState()
            .withNewRunning()
            .withStartedAt(Instant.now().toString())
            .endRunning()
            .endState()
            .endContainerStatus()
            .build());
    putStatus(client, created);
  }

  /**
   * Its one pod is up to date, and not ready. Refused where the operator has written the Deployment
   * since it was read: what is said is about one generation.
   */
  public Deployment nothingReady() {
    Deployment deployment = deployment();
    deployment.setStatus(
        new DeploymentStatusBuilder()
            .withObservedGeneration(deployment.getMetadata().getGeneration())
            .withReplicas(1)
            .withUpdatedReplicas(1)
            .withReadyReplicas(0)
            .build());
    return client.resource(deployment).updateStatus();
  }

  private Deployment deployment() {
    return client.apps().deployments().inNamespace(namespace).withName(name).get();
  }

  /** Writes the status, however often the operator writes the object meanwhile. */
  static void putStatus(KubernetesClient client, HasMetadata object) {
    // Without a version the client reads the newest one first, and is too late now and then.
    object.getMetadata().setResourceVersion(null);
    await("status of " + object.getMetadata().getName())
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .ignoreExceptionsMatching(
            e ->
                e instanceof KubernetesClientException refused
                    && refused.getCode() == HttpURLConnection.HTTP_CONFLICT)
        .until(() -> client.resource(object).updateStatus() != null);
  }
}
