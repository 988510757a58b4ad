package dev.realtime.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Who reads the operator's metrics, as a real API server judges them. */
final class MetricsAccessIT {
  private static final Path ROLES = Path.of("..", "manifests", "base", "user-roles.yaml");

  private final KubernetesClient admin = ApiServer.running().client();
  private final Space space = new Space();
  private Instant now = Instant.now();

  @Test
  void theShippedRoleLetsIn() throws Exception {
    MetricsAccess access = new MetricsAccess(admin, () -> now);
    String token = token("reader");
    assertThat(status(access, "10.0.0.7", "Bearer " + token)).isEqualTo(403);

    bindTheShippedRole("reader");

    assertThat(status(access, "10.0.0.7", "Bearer " + token)).as("kept").isEqualTo(403);
    now = now.plus(MetricsAccess.KEPT);
    assertThat(status(access, "10.0.0.7", "Bearer " + token)).isEqualTo(200);
    assertThat(status(access, "10.0.0.7", "bearer " + token)).isEqualTo(200);
  }

  @Test
  void aTokenThatIsNobodysIsRefusedThoughTheOperatorItselfMayDoEverything() throws Exception {
    MetricsAccess access = new MetricsAccess(admin, () -> now);
    assertThat(status(access, "10.0.0.7", null)).isEqualTo(401);
    assertThat(status(access, "10.0.0.7", "Bearer ")).isEqualTo(401);
    assertThat(status(access, "10.0.0.7", "Bearer a b")).isEqualTo(401);
    assertThat(status(access, "10.0.0.7", "Basic abc")).isEqualTo(401);
    assertThat(status(access, "10.0.0.7", "Bearer made-up")).isEqualTo(401);
    assertThat(access.refuse(InetAddress.getByName("10.0.0.7"), null).orElseThrow().body())
        .hasLineCount(1)
        .contains("ClusterRole realtime-operator-metrics-reader");
  }

  @Test
  void whoComesFromThisMachineIsNotAsked() throws Exception {
    MetricsAccess access = new MetricsAccess(admin, () -> now);
    assertThat(status(access, "127.0.0.1", null)).isEqualTo(200);
    assertThat(status(access, "::1", null)).isEqualTo(200);
  }

  @Test
  void whereTheApiServerCannotBeAskedNobodyIsLetInAndNothingIsKept() throws Exception {
    Config away = new ConfigBuilder(Config.empty()).withMasterUrl("https://127.0.0.1:1").build();
    try (KubernetesClient client = ApiClients.of(away)) {
      MetricsAccess access = new MetricsAccess(client, () -> now);
      assertThat(status(access, "10.0.0.7", "Bearer made-up")).isEqualTo(503);
      assertThat(status(access, "10.0.0.7", "Bearer made-up")).isEqualTo(503);
    }
  }

  @Test
  void whatWasAllowedIsAskedAgainAfterAMinute() throws Exception {
    MetricsAccess access = new MetricsAccess(admin, () -> now);
    String token = token("leaving");
    bindTheShippedRole("leaving");
    assertThat(status(access, "10.0.0.7", "Bearer " + token)).isEqualTo(200);

    admin.rbac().clusterRoleBindings().withName(space.name() + "-leaving").delete();

    now = now.plus(MetricsAccess.KEPT).minus(Duration.ofSeconds(1));
    assertThat(status(access, "10.0.0.7", "Bearer " + token)).isEqualTo(200);
    now = now.plusSeconds(1);
    assertThat(status(access, "10.0.0.7", "Bearer " + token)).isEqualTo(403);
  }

  private static int status(MetricsAccess access, String caller, String authorization)
      throws Exception {
    return access
        .refuse(InetAddress.getByName(caller), authorization)
        .map(ManagementServer.Answer::status)
        .orElse(200);
  }

  private String token(String account) {
    apply("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s, namespace: %s}\n", account);
    return admin
        .serviceAccounts()
        .inNamespace(space.name())
        .withName(account)
        .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
        .getStatus()
        .getToken();
  }

  private void bindTheShippedRole(String account) throws Exception {
    try (var in = Files.newInputStream(ROLES)) {
      admin.load(in).forceConflicts().serverSideApply();
    }
    apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: "%2$s-%1$s"}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: realtime-operator-metrics-reader}
        subjects: [{kind: ServiceAccount, name: %1$s, namespace: %2$s}]
        """,
        account);
  }

  private void apply(String yaml, String account) {
    admin
        .load(
            new ByteArrayInputStream(
                yaml.formatted(account, space.name()).getBytes(StandardCharsets.UTF_8)))
        .serverSideApply();
  }
}
