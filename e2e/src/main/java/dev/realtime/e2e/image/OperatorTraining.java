package dev.realtime.e2e.image;

import dev.realtime.e2e.cluster.binary.Binaries;
import dev.realtime.e2e.cluster.sys.Await;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Trains the operator: it takes the lead, and reconciles the sample service, against a real API
 * server that has no nodes.
 */
final class OperatorTraining implements Training {
  private static final Duration RECONCILED_TIMEOUT = Duration.ofSeconds(60);
  private static final String SERVICE = "realtime";
  private static final String SERVICE_NAMESPACE = "production";

  private final Path manifests;
  private final TrainingApiServer server;
  private final Map<String, String> environment;
  private final int managementPort;

  private OperatorTraining(
      Path manifests,
      TrainingApiServer server,
      Map<String, String> environment,
      int managementPort) {
    this.manifests = manifests;
    this.server = server;
    this.environment = environment;
    this.managementPort = managementPort;
  }

  static OperatorTraining start(ImageSettings settings, Binaries binaries, Path work)
      throws IOException {
    Path manifests = settings.directories().project().resolve("manifests");
    TrainingApiServer server =
        TrainingApiServer.start(binaries, Files.createDirectories(work.resolve("kubernetes")));
    try (KubernetesClient client = client(server)) {
      try (Stream<Path> crds = Files.list(manifests.resolve("base/crds"))) {
        for (Path crd : crds.filter(file -> file.toString().endsWith(".dev.yaml")).toList()) {
          apply(client, crd);
        }
      }
      apply(client, manifests.resolve("base/namespace.yaml"));
      int managementPort = Ports.free();
      return new OperatorTraining(
          manifests,
          server,
          Map.of(
              "KUBECONFIG", server.kubeconfig().toString(),
              "MANAGEMENT_PORT", Integer.toString(managementPort),
              "POD_NAME", "training",
              "REALTIME_SERVER_IMAGE", ProjectImage.SERVER.reference(),
              "REALTIME_REDIS_IMAGE", ProjectImage.REDIS.reference()),
          managementPort);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  @Override
  public List<String> arguments() {
    return List.of();
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public TrainingLoad load() {
    return (phase, program) -> {
      try (HttpClient http = HttpClient.newHttpClient()) {
        Readiness.await(http, managementPort, program);
      }
      if (phase == AotCache.Phase.TRAINING) {
        reconcileSample();
      }
    };
  }

  @Override
  public void close() {
    server.close();
  }

  /** Applies the sample and waits until its Deployment is there. */
  private void reconcileSample() throws IOException {
    try (KubernetesClient client = client(server)) {
      apply(client, manifests.resolve("samples/realtime.yaml"));
      Await.until(
          RECONCILED_TIMEOUT,
          () ->
              client.apps().deployments().inNamespace(SERVICE_NAMESPACE).withName(SERVICE).get()
                  != null,
          () -> "Training: the operator made no Deployment for the sample");
    }
  }

  private static void apply(KubernetesClient client, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      client.load(in).items().forEach(item -> client.resource(item).serverSideApply());
    }
  }

  private static KubernetesClient client(TrainingApiServer server) {
    return new KubernetesClientBuilder().withConfig(server.config()).build();
  }
}
