package dev.realtime.operator.console;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.cluster.Space;
import dev.realtime.operator.process.OperatorSettings;
import dev.realtime.operator.signal.Observations;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The console at the real API server: users are ServiceAccounts with the shipped roles, and the
 * console itself has no permissions but those of {@code manifests/console/rbac.yaml}.
 */
final class ConsoleStage implements AutoCloseable {
  private static final Path MANIFESTS = Path.of("..", "manifests");

  final Space space = new Space();
  final TestClock clock = new TestClock();
  final Console console;
  private final KubernetesClient admin = ApiServer.running().client();
  private final KubernetesClient own;
  private final List<RealtimeService> services = new CopyOnWriteArrayList<>();

  ConsoleStage() {
    try {
      apply(Files.readString(MANIFESTS.resolve("base/user-roles.yaml")));
      apply(Files.readString(MANIFESTS.resolve("base/approval-policy.yaml")));
      String rbac = Files.readString(MANIFESTS.resolve("console/rbac.yaml"));
      apply(
          rbac.replace("name: realtime-operator", "name: console")
              .replace("namespace: realtime-system", "namespace: " + space.name()));
      own = clientOf(token("console"));
      console =
          new Console(
              new ConsoleSettings(0, ""),
              OperatorSettings.from(
                  Map.of("REALTIME_SERVER_IMAGE", "server", "REALTIME_REDIS_IMAGE", "redis")),
              own,
              sight(),
              () -> true,
              clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Services as the cache would have them, the API server's runs, and an hour of traffic. */
  private Sight sight() {
    return new Sight() {
      @Override
      public Collection<RealtimeService> services() {
        return services;
      }

      @Override
      public List<RunbookRun> runs(String namespace, String service) {
        return admin.resources(RunbookRun.class).inNamespace(namespace).list().getItems().stream()
            .filter(run -> run.getSpec().service().equals(service))
            .toList();
      }

      @Override
      public Optional<Observations> observations(String namespace, String service) {
        return service.equals("fresh")
            ? Optional.empty()
            : Optional.of(
                Traffic.until(clock.instant(), service.equals("realtime"), service.length() / 8.0));
      }
    };
  }

  void apply(String yaml) {
    admin
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .forceConflicts()
        .serverSideApply();
  }

  /** A token of a ServiceAccount that has the ClusterRoles in the stage's namespace. */
  String token(String account, String... clusterRoles) {
    apply(
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s, namespace: %s}\n"
            .formatted(account, space.name()));
    for (String role : clusterRoles) {
      apply(
          """
          apiVersion: rbac.authorization.k8s.io/v1
          kind: RoleBinding
          metadata: {name: %s-%s, namespace: %s}
          roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %s}
          subjects: [{kind: ServiceAccount, name: %s, namespace: %s}]
          """
              .formatted(account, role, space.name(), role, account, space.name()));
    }
    return admin
        .serviceAccounts()
        .inNamespace(space.name())
        .withName(account)
        .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
        .getStatus()
        .getToken();
  }

  /** The token is worth nothing from now on. */
  void revoke(String account) {
    admin.serviceAccounts().inNamespace(space.name()).withName(account).delete();
  }

  private static KubernetesClient clientOf(String token) {
    Config config = ApiServer.running().client().getConfiguration();
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Config.empty())
                .withMasterUrl(config.getMasterUrl())
                .withTrustCerts(config.isTrustCerts())
                .withCaCertData(config.getCaCertData())
                .withCaCertFile(config.getCaCertFile())
                .withOauthToken(token)
                .build())
        .build();
  }

  /**
   * A service with a status as the operator would have written it. Not at the API server: the
   * operator of other tests, which watches all namespaces, would write another.
   */
  void service(String name, String status) {
    RealtimeService made =
        Serialization.unmarshal(
            "apiVersion: realtime.dev/v1alpha1\nkind: RealtimeService\nmetadata: {name: %s, namespace: %s, generation: 1}\nspec: {}\nstatus:\n%s"
                .formatted(name, space.name(), status.indent(2)),
            RealtimeService.class);
    made.getMetadata().setCreationTimestamp(Instant.now().minus(Duration.ofDays(9)).toString());
    services.add(made);
  }

  /** A run with a status as the operator would have written it. */
  void run(String name, String spec, String status) {
    RunbookRun made =
        Serialization.unmarshal(
            "apiVersion: realtime.dev/v1alpha1\nkind: RunbookRun\nmetadata: {name: %s, namespace: %s}\nspec: %s\nstatus:\n%s"
                .formatted(name, space.name(), spec, status.indent(2)),
            RunbookRun.class);
    var created = admin.resource(made).create();
    created.setStatus(made.getStatus());
    admin.resource(created).updateStatus();
  }

  RunbookRun run(String name) {
    return space.get(RunbookRun.class, name);
  }

  List<RunbookRun> runs() {
    return admin.resources(RunbookRun.class).inNamespace(space.name()).list().getItems();
  }

  @Override
  public void close() {
    console.close();
    own.close();
  }
}
