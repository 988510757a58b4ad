package dev.realtime.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.operator.cluster.ForeignCrds;
import dev.realtime.operator.cluster.RunningOperator;
import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The token of the pods' management port: how it is made, told to the pods, and to Prometheus. */
final class ManagementTokenIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String SECRET = "realtime-management-token";
  private static final String FILE = "management-tokens.sha256";

  private static final List<Class<? extends HasMetadata>> FORBIDDING =
      List.of(ValidatingAdmissionPolicyBinding.class, ValidatingAdmissionPolicy.class);

  private final RunningOperator operator = RunningOperator.running();
  private final Space space = new Space();

  @Test
  void thePodsAreToldTheDigestAndNeverTheToken() {
    space.create("{}");
    Secret secret = space.await(Secret.class, SECRET, it -> it.getData().containsKey("key"));
    String token = text(secret, "key");
    assertThat(token).hasSizeGreaterThanOrEqualTo(43);

    ConfigMap config = awaitDigests(secret);

    assertThat(config.toString()).doesNotContain(token);
  }

  /** As at an upgrade of the operator: pods that run are told without being restarted. */
  @Test
  void switchingItOnAndOffLeavesThePodTemplateAlone() {
    ForeignCrds.install();
    space.create("monitoring: {requireToken: false}");
    PodTemplateSpec before =
        space.await(Deployment.class, "realtime", _ -> true).getSpec().getTemplate();
    await().atMost(SOON).untilAsserted(() -> assertThat(endpoint()).containsKey("port"));
    assertThat(endpoint()).doesNotContainKey("authorization");
    assertThat(space.get(Secret.class, SECRET)).isNull();
    assertThat(space.get(ConfigMap.class, "realtime-config").getData()).doesNotContainKey(FILE);

    space.patch("spec: {monitoring: {requireToken: true}}");
    Secret secret = space.await(Secret.class, SECRET, it -> it.getData().containsKey("key"));
    awaitDigests(secret);
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(endpoint())
                    .containsEntry(
                        "authorization",
                        Map.of(
                            "type",
                            "Bearer",
                            "credentials",
                            Map.of("name", SECRET, "key", "key"))));
    assertThat(space.get(Deployment.class, "realtime").getSpec().getTemplate()).isEqualTo(before);

    space.patch("spec: {monitoring: {requireToken: false}}");
    space.await(SOON, ConfigMap.class, "realtime-config", it -> !it.getData().containsKey(FILE));
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(endpoint()).doesNotContainKey("authorization"));
    assertThat(space.get(Deployment.class, "realtime").getSpec().getTemplate()).isEqualTo(before);
    assertThat(space.get(Secret.class, SECRET).getData()).isEqualTo(secret.getData());
  }

  @Test
  void aSecretThatIsThereKeepsWhatItHasAndGetsWhatItLacks() {
    space
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(SECRET)
                .withNamespace(space.name())
                .addToLabels(Names.MANAGED_BY, Names.OPERATOR)
                .addToLabels(Names.INSTANCE, "realtime")
                .endMetadata()
                .addToStringData("previous-key", "given")
                .build())
        .create();
    space.create("{}");

    Secret amended = space.await(Secret.class, SECRET, it -> it.getData().containsKey("key"));

    assertThat(text(amended, "previous-key")).isEqualTo("given");
    assertThat(amended.getData()).containsKey("next-key");
    awaitDigests(amended);
    space.awaitQuiet();
    int writes = operator.writes(space.name()).size();
    space.patch("metadata: {annotations: {example.com/touched: now}}");
    space.awaitQuiet();
    assertThat(operator.writes(space.name())).hasSize(writes);
  }

  @Test
  void theNextTokenIsKnownToThePodsBeforeItIsTheToken() {
    space.create("{}");
    Secret first = space.await(Secret.class, SECRET, it -> it.getData().containsKey("key"));
    assertThat(awaitDigests(first).getData().get(FILE)).hasLineCount(2);

    space.kubectl("annotate", "rts", "realtime", "realtime.dev/rotate-keys=once");

    Secret rotated =
        space.await(Secret.class, SECRET, it -> it.getData().containsKey("previous-key"));
    assertThat(text(rotated, "previous-key")).isEqualTo(text(first, "key"));
    assertThat(text(rotated, "key")).isEqualTo(text(first, "next-key"));
    assertThat(text(rotated, "next-key")).isNotIn(text(first, "key"), text(first, "next-key"));
    assertThat(awaitDigests(rotated).getData().get(FILE)).hasLineCount(3);
  }

  @Test
  void aSecretThatIsGoneAndCannotBeMadeAgainDoesNotOpenThePods() {
    space.create("{}");
    Secret first = space.await(Secret.class, SECRET, it -> it.getData().containsKey("key"));
    awaitDigests(first);
    forbidSecrets();

    space.client().resource(first).delete();

    space.awaitCondition(SOON, "Degraded", "True");
    awaitDigests(first);

    for (Class<? extends HasMetadata> kind : FORBIDDING) {
      space.client().resources(kind).withName(space.name()).delete();
    }
    awaitDigests(
        space.await(
            SOON,
            Secret.class,
            SECRET,
            it -> !it.getData().get("key").equals(first.getData().get("key"))));
  }

  /** From when this returns, no Secret with a name like this can be made in the namespace. */
  private void forbidSecrets() {
    String yaml =
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: %1$s}
        spec:
          matchConstraints:
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
            resourceRules:
              - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [secrets]}
          validations:
            - expression: "!object.metadata.name.startsWith('realtime-management-token')"
              message: none of that name
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: %1$s}
        spec: {policyName: %1$s, validationActions: [Deny]}
        """
            .formatted(space.name());
    space.client().load(new ByteArrayInputStream(yaml.getBytes(UTF_8))).create();
    AtomicInteger tried = new AtomicInteger();
    await("the policy to be in force")
        .atMost(SOON)
        .until(
            () -> {
              try {
                space
                    .client()
                    .resource(
                        new SecretBuilder()
                            .withNewMetadata()
                            .withName(SECRET + "-" + tried.incrementAndGet())
                            .withNamespace(space.name())
                            .endMetadata()
                            .build())
                    .create();
                return false;
              } catch (KubernetesClientException e) {
                return e.getMessage().contains("none of that name");
              }
            });
  }

  private ConfigMap awaitDigests(Secret secret) {
    String digests =
        Stream.of("key", "previous-key", "next-key")
            .map(key -> secret.getData().containsKey(key) ? digest(text(secret, key)) : null)
            .filter(Objects::nonNull)
            .map(digest -> digest + "\n")
            .collect(Collectors.joining());
    return space.await(
        SOON, ConfigMap.class, "realtime-config", it -> digests.equals(it.getData().get(FILE)));
  }

  private static String text(Secret secret, String key) {
    return new String(Base64.getDecoder().decode(secret.getData().get(key)), UTF_8);
  }

  private static String digest(String token) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private Map<String, Object> endpoint() {
    var monitor =
        space
            .client()
            .genericKubernetesResources("monitoring.coreos.com/v1", "ServiceMonitor")
            .inNamespace(space.name())
            .withName("realtime")
            .get();
    assertThat(monitor).isNotNull();
    List<Map<String, Object>> endpoints = monitor.get("spec", "endpoints");
    return endpoints.getFirst();
  }
}
