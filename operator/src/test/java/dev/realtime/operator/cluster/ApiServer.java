package dev.realtime.operator.cluster;

import dev.realtime.operator.process.ApiClients;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One real kube-apiserver with its etcd for all tests of this JVM, with our CRDs and an audit log.
 * Nothing else runs: no controllers, no kubelet, so no pod ever starts by itself.
 */
public final class ApiServer {
  private static final Path CRDS = Path.of("..", "manifests", "base", "crds");

  /** Not made while the class is initialised: its threads use the class. */
  private static ApiServer running;

  private final KubeAPIServer server;
  private final Path audit;
  private final Path kubeconfig;
  private final KubernetesClient client;

  private ApiServer(List<String> flags) {
    try {
      Path directory = Files.createTempDirectory("api-server");
      audit = directory.resolve("audit.log");
      Path policy = directory.resolve("audit.yaml");
      Files.writeString(
          policy, "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n");
      server =
          new KubeAPIServer(
              KubeAPIServerConfigBuilder.anAPIServerConfig()
                  .withUpdateKubeConfig(false)
                  .withApiServerFlags(
                      Stream.concat(
                              Stream.of(
                                  "--audit-policy-file=" + policy,
                                  "--audit-log-path=" + audit,
                                  "--audit-log-mode=blocking"),
                              flags.stream())
                          .toList())
                  .build());
      server.start();
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
      kubeconfig = directory.resolve("kubeconfig");
      Files.writeString(kubeconfig, server.getKubeConfigYaml());
      client = client("tests");
      try (Stream<Path> files = Files.list(CRDS)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".dev.yaml")).toList()) {
          client.load(Files.newInputStream(file)).serverSideApply();
        }
      }
      client
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName("realtimeservices.realtime.dev")
          .waitUntilCondition(ForeignCrds::established, 30, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one that runs. */
  public static synchronized ApiServer running() {
    if (running == null) {
      running = new ApiServer(List.of());
    }
    return running;
  }

  /** One of a test's own, with flags of its own; it ends with this JVM. */
  public static ApiServer separate(String... flags) {
    return new ApiServer(List.of(flags));
  }

  /** A client of the tests. */
  public KubernetesClient client() {
    return client;
  }

  /** Another client, known in the audit log by its agent. */
  public KubernetesClient client(String agent) {
    Config config = Config.fromKubeconfig(server.getKubeConfigYaml());
    config.setUserAgent(agent);
    return ApiClients.of(config);
  }

  /** A client with the rights of a ServiceAccount. */
  public KubernetesClient clientOf(String namespace, String serviceAccount) {
    Config config = Config.fromKubeconfig(server.getKubeConfigYaml());
    config.setImpersonateUsername("system:serviceaccount:" + namespace + ":" + serviceAccount);
    config.setImpersonateGroups(
        "system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated");
    return ApiClients.of(config);
  }

  /** Path of a kubeconfig for programs. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** Lines of the audit log about finished requests. */
  public List<String> audited() {
    try {
      return Files.readAllLines(audit).stream()
          .filter(line -> line.contains("\"stage\":\"ResponseComplete\""))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
