package dev.realtime.cli;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A real kube-apiserver with its etcd, and nothing else: no operator, no pods. */
final class TestCluster implements AutoCloseable {
  static final Path MANIFESTS = Path.of("..", "manifests", "base");
  static final List<String> CRDS =
      List.of("realtimeservices.realtime.dev", "runbookruns.realtime.dev");

  private static TestCluster shared;

  private final KubeAPIServer server;
  private final Path directory;
  private final KubernetesClient client;

  TestCluster() {
    server =
        new KubeAPIServer(
            KubeAPIServerConfigBuilder.anAPIServerConfig().withUpdateKubeConfig(false).build());
    server.start();
    try {
      directory = Files.createTempDirectory("plugin-test");
      Files.writeString(kubeconfig(), server.getKubeConfigYaml());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
            .build();
  }

  /** One for all tests of this JVM that want the CRDs as they are. */
  static synchronized TestCluster shared() {
    if (shared == null) {
      shared = new TestCluster();
      CRDS.forEach(name -> shared.apply(shared.crd(name)));
      shared.apply("approval-policy.yaml");
      shared.apply("user-roles.yaml");
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  KubernetesClient client() {
    return client;
  }

  /** Of the cluster's administrator. */
  Path kubeconfig() {
    return directory.resolve("kubeconfig");
  }

  CustomResourceDefinition crd(String name) {
    try {
      return Serialization.unmarshal(
          Files.readString(MANIFESTS.resolve("crds").resolve(name + ".yaml")),
          CustomResourceDefinition.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Applies a CRD and waits until it is served. */
  void apply(CustomResourceDefinition crd) {
    client.resource(crd).forceConflicts().serverSideApply();
    String name = crd.getMetadata().getName();
    Awaitility.await("CRD " + name)
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              var there =
                  client.apiextensions().v1().customResourceDefinitions().withName(name).get();
              return there.getStatus() != null
                  && there.getStatus().getConditions() != null
                  && there.getStatus().getConditions().stream()
                      .anyMatch(
                          c -> c.getType().equals("Established") && c.getStatus().equals("True"));
            });
  }

  private void apply(String file) {
    try (var in = Files.newInputStream(MANIFESTS.resolve(file))) {
      client.load(in).serverSideApply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A kubeconfig of a new ServiceAccount that may do what the ClusterRoles say, in its namespace.
   */
  Path kubeconfigOf(String namespace, String name, String... clusterRoles) {
    client
        .load(
            new java.io.ByteArrayInputStream(
                accountAndBindings(namespace, name, clusterRoles)
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .create();
    String token =
        client
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(name)
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
            .getStatus()
            .getToken();
    var config =
        Serialization.unmarshal(
            server.getKubeConfigYaml(), io.fabric8.kubernetes.api.model.Config.class);
    for (NamedAuthInfo user : config.getUsers()) {
      user.setUser(new io.fabric8.kubernetes.api.model.AuthInfoBuilder().withToken(token).build());
    }
    config.getContexts().forEach(context -> context.getContext().setNamespace(namespace));
    try {
      return Files.writeString(
          directory.resolve(namespace + "-" + name), Serialization.asYaml(config));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String accountAndBindings(String namespace, String name, String... clusterRoles) {
    var yaml =
        new StringBuilder(
            "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s, namespace: %s}\n"
                .formatted(name, namespace));
    for (String role : clusterRoles) {
      yaml.append(
          """
          ---
          apiVersion: rbac.authorization.k8s.io/v1
          kind: RoleBinding
          metadata: {name: %s-%s, namespace: %s}
          roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %s}
          subjects: [{kind: ServiceAccount, name: %s, namespace: %s}]
          """
              .formatted(name, role, namespace, role, name, namespace));
    }
    return yaml.toString();
  }

  @Override
  public void close() {
    client.close();
    server.stop();
  }
}
