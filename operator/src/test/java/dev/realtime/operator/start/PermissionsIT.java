package dev.realtime.operator.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.cluster.ForeignCrds;
import dev.realtime.operator.process.OperatorSettings;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is granted to the operator is what it uses, verb by verb. */
class PermissionsIT {
  private static ApiServer server;
  private static Roles roles;

  @BeforeAll
  static void start() throws IOException {
    // With this plug-in, owner references that block deletion would need more rights.
    server = ApiServer.separate("--enable-admission-plugins=OwnerReferencesPermissionEnforcement");
    roles = new Roles(server.client());
    roles.apply();
  }

  @Test
  void theOperatorDoesAllItsWorkWithWhatIsGrantedAndUsesEveryVerbOfIt() throws Exception {
    ForeignCrds.install(server);
    Work work = new Work(server.client());
    work.prepare();
    try (RestrictedOperator operator = RestrictedOperator.start(server, Work.seen())) {
      work.incident(operator.client());
      work.refusedRedis();
      work.everyPart();
      work.pause();
    }
    try (RestrictedOperator _ = RestrictedOperator.start(server, Work.seen())) {
      work.pauseAgain();
    }
    AuditedUse use =
        new AuditedUse(
            server.audited(),
            "system:serviceaccount:%s:%s".formatted(Roles.NAMESPACE, Roles.OPERATOR));
    assertThat(use.forbidden()).as("refused by the API server").isEmpty();
    Set<String> granted =
        Stream.of(Permission.inWatchedNamespaces(), Permission.inOwnNamespace())
            .flatMap(List::stream)
            .map(Permission::toString)
            .collect(Collectors.toCollection(TreeSet::new));
    granted.removeAll(use.permissions());
    assertThat(granted).as("granted in manifests/base/rbac.yaml, and never used").isEmpty();
  }

  @Test
  void withoutAnyOneOfThemItRefusesToStartAndNamesThatOne() {
    List<Permission> all = Permission.inWatchedNamespaces();
    for (int i = 0; i < all.size(); i++) {
      List<Permission> rest = new ArrayList<>(all);
      Permission taken = rest.remove(i);
      String account = "without-" + i;
      roles.grant(account, rest);
      try (KubernetesClient client = server.clientOf(Roles.NAMESPACE, account)) {
        PermissionCheck check = new PermissionCheck(client, settings());
        Permission other = all.get((i + 1) % all.size());
        // The authorizer sees a new role a moment after it was made.
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> check.problems(List.of(other)).isEmpty());
        assertThat(check.problems(List.of(taken)))
            .singleElement()
            .asString()
            .startsWith(
                "its ServiceAccount may not " + taken + " in all namespaces: apply the roles");
      }
    }
  }

  @Test
  void withoutAnyOneOfThoseForLeadershipItRefusesToStartAndNamesThatOne() {
    List<Permission> all = Permission.inOwnNamespace();
    assertThat(all).isNotEmpty();
    for (int i = 0; i < all.size(); i++) {
      List<Permission> rest = new ArrayList<>(all);
      Permission taken = rest.remove(i);
      String account = "not-leading-" + i;
      roles.grant(account, rest);
      try (KubernetesClient client = server.clientOf(Roles.NAMESPACE, account)) {
        PermissionCheck check = new PermissionCheck(client, settings(true));
        // Names more than the one until the authorizer has seen the new role.
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () ->
                    assertThat(check.problems(List.of()))
                        .singleElement()
                        .asString()
                        .startsWith(
                            "its ServiceAccount may not "
                                + taken
                                + " in namespace "
                                + Roles.NAMESPACE
                                + ": apply the roles"));
      }
    }
  }

  @Test
  void theConsoleNeedsItsReviewsAndNamesTheOneItLacks() throws Exception {
    Permission tokens = new Permission("authentication.k8s.io", "tokenreviews", "create");
    Permission access = new Permission("authorization.k8s.io", "subjectaccessreviews", "create");
    Permission leader = new Permission("", "pods", "get");
    assertThat(ConsoleVisitor.granted()).containsExactlyInAnyOrder(tokens, access, leader);

    roles.grant("console-whole", List.of(tokens, access));
    roles.grant("console-without-tokens", List.of(access));
    roles.grant("console-without-access", List.of(tokens));

    awaitConsole("console-whole", 200, "services");
    awaitConsole("console-without-tokens", 503, "tokenreviews");
    awaitConsole("console-without-access", 503, "subjectaccessreviews");
  }

  /** Somebody signs in, as the operator's own ServiceAccount, and lists services. */
  private static void awaitConsole(String account, int status, String says) throws Exception {
    String token =
        server
            .client()
            .serviceAccounts()
            .inNamespace(Roles.NAMESPACE)
            .withName(Roles.OPERATOR)
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
            .getStatus()
            .getToken();
    try (KubernetesClient client = server.clientOf(Roles.NAMESPACE, account);
        ConsoleVisitor visitor = new ConsoleVisitor(client, settings())) {
      // The authorizer sees a new role a moment after it was made.
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                HttpResponse<String> answer = visitor.services(token);
                assertThat(answer.body()).contains(says);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
              });
    }
  }

  static OperatorSettings settings() {
    return settings(false);
  }

  private static OperatorSettings settings(boolean leaderElection) {
    return OperatorSettings.from(
        Map.of(
            "REALTIME_SERVER_IMAGE", "realtime.dev/server:test",
            "REALTIME_REDIS_IMAGE", "realtime.dev/redis:test",
            "OPERATOR_NAMESPACE", Roles.NAMESPACE,
            "LEADER_ELECTION", Boolean.toString(leaderElection),
            "MANAGEMENT_PORT", "0"));
  }
}
