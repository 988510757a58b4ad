package dev.realtime.operator.cluster;

import dev.realtime.api.v1alpha1.RealtimeService;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/** A namespace of its own for one test, with what tests do in it. */
public final class Space {
  /** Label of services that the running operator leaves to operators of other tests. */
  public static final String ELSEWHERE = "test.realtime.dev/elsewhere";

  private final KubernetesClient client = ApiServer.running().client();
  private final String name = "t-" + UUID.randomUUID().toString().substring(0, 8);

  /** Makes the namespace. */
  public Space() {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** The client. */
  public KubernetesClient client() {
    return client;
  }

  /** A service named realtime with this spec, in YAML. */
  public RealtimeService create(String spec) {
    return client.resource(service(spec)).inNamespace(name).create();
  }

  /** The same with another name, for operators that a test runs itself. */
  public RealtimeService createElsewhere(String service, Map<String, String> labels) {
    RealtimeService resource = service("replicas: 1");
    resource.getMetadata().setName(service);
    Map<String, String> all = new TreeMap<>(labels);
    all.put(ELSEWHERE, "true");
    resource.getMetadata().setLabels(all);
    return client.resource(resource).inNamespace(name).create();
  }

  /** Applies any object like {@code kubectl apply}: an unknown field is an error. */
  public void applyStrictly(Map<String, Object> object) {
    GenericKubernetesResource resource =
        Serialization.unmarshal(Serialization.asYaml(object), GenericKubernetesResource.class);
    resource.getMetadata().setNamespace(name);
    client.resource(resource).fieldValidation(FieldValidateable.Validation.STRICT).create();
  }

  /** The same, not created. */
  public static RealtimeService service(String spec) {
    return Serialization.unmarshal(
        "apiVersion: realtime.dev/v1alpha1\nkind: RealtimeService\nmetadata: {name: realtime}\nspec:\n"
            + spec.indent(2),
        RealtimeService.class);
  }

  /** The service as it is. */
  public RealtimeService service() {
    return get(RealtimeService.class, "realtime");
  }

  /** Merges into the service, like {@code kubectl patch --type=merge}. */
  public void patch(String yaml) {
    client
        .resources(RealtimeService.class)
        .inNamespace(name)
        .withName("realtime")
        .patch(
            io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
            Serialization.asJson(Serialization.unmarshal(yaml, java.util.Map.class)));
  }

  /** An object; null if there is none. */
  public <R extends HasMetadata> R get(Class<R> kind, String object) {
    return client.resources(kind).inNamespace(name).withName(object).get();
  }

  /** Waits until the object is there and fits. */
  public <R extends HasMetadata> R await(Class<R> kind, String object, Predicate<R> fits) {
    return await(Duration.ofSeconds(10), kind, object, fits);
  }

  /** Waits no longer than that until the object is there and fits. */
  public <R extends HasMetadata> R await(
      Duration most, Class<R> kind, String object, Predicate<R> fits) {
    return org.awaitility.Awaitility.await(kind.getSimpleName() + " " + object)
        .atMost(most)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> get(kind, object), found -> found != null && fits.test(found));
  }

  /** Waits until the condition has that status. */
  public RealtimeService awaitCondition(String type, String status) {
    return awaitCondition(Duration.ofSeconds(10), type, status);
  }

  /** Waits no longer than that until the condition has that status. */
  public RealtimeService awaitCondition(Duration most, String type, String status) {
    return await(
        most,
        RealtimeService.class,
        "realtime",
        service ->
            service
                .statusOrEmpty()
                .condition(type)
                .filter(c -> c.getStatus().equals(status))
                .isPresent());
  }

  /** Waits until the operator has written nothing more for half a second. */
  public void awaitQuiet() {
    RunningOperator operator = RunningOperator.running();
    int[] last = {-1};
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              int now = operator.writes(name).size();
              boolean quiet =
                  now == last[0]
                      && service().statusOrEmpty().observedGeneration() != null
                      && service()
                          .getMetadata()
                          .getGeneration()
                          .equals(service().statusOrEmpty().observedGeneration());
              last[0] = now;
              return quiet;
            });
  }

  /** Plays the controllers of Kubernetes: all pods asked for are there and ready. */
  public void podsReady() {
    podsReady("realtime");
  }

  /** The same for a service of another name. */
  public void podsReady(String service) {
    Deployment deployment = get(Deployment.class, service);
    int replicas = deployment.getSpec().getReplicas();
    deployment.setStatus(
        new DeploymentStatusBuilder()
            .withObservedGeneration(deployment.getMetadata().getGeneration())
            .withReplicas(replicas)
            .withReadyReplicas(replicas)
            .withUpdatedReplicas(replicas)
            .withAvailableReplicas(replicas)
            .build());
    putStatus(deployment);
    for (StatefulSet set : client.apps().statefulSets().inNamespace(name).list().getItems()) {
      int pods = set.getSpec().getReplicas();
      set.setStatus(
          new StatefulSetStatusBuilder()
              .withObservedGeneration(set.getMetadata().getGeneration())
              .withReplicas(pods)
              .withReadyReplicas(pods)
              .withAvailableReplicas(pods)
              .build());
      putStatus(set);
    }
  }

  /** Writes the status, however often the operator writes the object meanwhile. */
  public void putStatus(HasMetadata object) {
    HungService.putStatus(client, object);
  }

  /** Runs the real kubectl in this namespace. */
  public String kubectl(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(kubectlPath().toString());
    command.add("--kubeconfig=" + ApiServer.running().kubeconfig());
    command.add("--namespace=" + name);
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new AssertionError(command + " cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static Path kubectlPath() {
    String directory = System.getenv("KUBE_API_TEST_DIR");
    String version = System.getenv("KUBE_API_TEST_API_SERVER_VERSION");
    if (directory == null || version == null) {
      return Path.of("kubectl");
    }
    return Path.of(directory, "k8s", version + "-linux-amd64", "kubectl");
  }
}
