package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.operator.cluster.RunningOperator;
import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trouble that only shows when the spec is put to work: named with its remedy, and survived. */
final class ProblemsIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  private final RunningOperator operator = RunningOperator.running();
  private final Space space = new Space();

  @Test
  void missingSecretIsNamedAndTheServiceRecoversWithoutANudge() {
    space.create(
        "redis: {external: {addresses: ['redis:6379'], password: {name: redis-credentials, key:"
            + " password}}}");

    assertThat(degraded("SecretMissing"))
        .contains("Secret redis-credentials, which the spec names, is missing")
        .contains("Create it");
    secret("redis-credentials", Map.of("other", "x"));
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(degraded("SecretMissing")).contains("has no key password"));
    space
        .client()
        .secrets()
        .inNamespace(space.name())
        .withName("redis-credentials")
        .edit(found -> new SecretBuilder(found).addToStringData("password", "x").build());

    space.awaitCondition(SOON, "Degraded", "False");
  }

  @Test
  void aKeyBeforeThatIsNotThereIsNamedAndPodsStartWithoutIt() {
    secret("keys", Map.of("tokens", "x"));
    space.create(
        "server: {auth: {hmacSecret: {name: keys, key: tokens}, hmacPreviousSecret: {name: keys,"
            + " key: tokens-before}}}");

    assertThat(degraded("SecretMissing")).contains("Secret keys has no key tokens-before");
    assertThat(
            space
                .await(Deployment.class, "realtime", _ -> true)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getVolumes())
        .flatExtracting(
            volume ->
                volume.getProjected() == null
                    ? List.of()
                    : volume.getProjected().getSources().stream()
                        .map(source -> source.getSecret())
                        .filter(secret -> secret.getName().equals("keys"))
                        .map(secret -> secret.getItems().getFirst().getKey() + secret.getOptional())
                        .toList())
        .containsExactly("tokensnull", "tokens-beforetrue");
  }

  @Test
  void certificateThatIsNotIssuedYetIsNamed() {
    dev.realtime.operator.cluster.ForeignCrds.install();
    space.create("tls: {certManager: {issuer: internal}}");

    assertThat(degraded("SecretMissing")).contains("realtime-tls").contains("cert-manager");
    secret("realtime-tls", Map.of("tls.crt", "x", "tls.key", "x"));
    space.awaitCondition(SOON, "Degraded", "False");
  }

  @Test
  void objectOfAnotherServiceIsNotTaken() {
    RealtimeService first = space.create("redis: {managed: {memory: 64Mi}}");
    space.await(Service.class, "realtime-redis", _ -> true);
    RealtimeService second = Space.service("broker: Memory\nreplicas: 1");
    second.getMetadata().setName("realtime-redis");
    space.client().resource(second).inNamespace(space.name()).create();

    RealtimeService refused =
        space.await(
            SOON,
            RealtimeService.class,
            "realtime-redis",
            found ->
                found
                    .statusOrEmpty()
                    .condition("Degraded")
                    .filter(it -> it.getStatus().equals("True"))
                    .isPresent());
    assertThat(refused.getStatus().condition("Degraded").orElseThrow().getMessage())
        .contains("Service realtime-redis");
    assertThat(space.get(Service.class, "realtime-redis").getMetadata().getOwnerReferences())
        .extracting(owner -> owner.getUid())
        .containsExactly(first.getMetadata().getUid());
  }

  @Test
  void objectOfSomebodyElseIsNotTaken() {
    space
        .client()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("realtime")
                .withNamespace(space.name())
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withPort(1)
                .endPort()
                .endSpec()
                .build())
        .create();

    space.create("replicas: 1");

    assertThat(degraded("NameTaken"))
        .contains("Service realtime exists and does not belong to this service");
    assertThat(
            space
                .get(io.fabric8.kubernetes.api.model.Service.class, "realtime")
                .getMetadata()
                .getOwnerReferences())
        .isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          QuotaExceeded | pods "realtime-x" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2 | Raise the ResourceQuota
          ForbiddenByPodSecurity | pods "realtime-x" is forbidden: violates PodSecurity "restricted:latest": hostPath volumes | spec.pod
          """)
  void podsThatMayNotBeCreatedAreExplained(String reason, String message, String remedy) {
    space.create("replicas: 1");
    Deployment deployment = space.await(Deployment.class, "realtime", _ -> true);
    deployment.setStatus(
        new DeploymentStatusBuilder()
            .addNewCondition()
            .withType("ReplicaFailure")
            .withStatus("True")
            .withReason("FailedCreate")
            .withMessage(message)
            .endCondition()
            .build());
    space.putStatus(deployment);

    assertThat(degraded(reason)).contains(message).contains(remedy);
    space.podsReady();
    space.awaitCondition(SOON, "Degraded", "False");
  }

  @Test
  void workThatCannotBeFinishedIsToldAndGoesOnByItself() {
    var webhook = space.client().resource(deadWebhook());
    webhook.create();
    try {
      space.create("replicas: 1");

      assertThat(degraded(Duration.ofSeconds(150), "ReconcileFailed"))
          .contains("The API server answers 500")
          .contains("failed calling webhook")
          .contains("goes away by itself");
      assertThat(space.service().getStatus().condition("Ready").map(Condition::getReason))
          .hasValue("ReconcileFailed");
    } finally {
      webhook.delete();
    }

    space.awaitCondition(Duration.ofSeconds(90), "Degraded", "False");
    space.await(Deployment.class, "realtime", _ -> true);
  }

  /** Asked about each new Service of the namespace, and not there. */
  private ValidatingWebhookConfiguration deadWebhook() {
    return new ValidatingWebhookConfigurationBuilder()
        .withNewMetadata()
        .withName(space.name() + ".example.com")
        .endMetadata()
        .addNewWebhook()
        .withName("dead.example.com")
        .withAdmissionReviewVersions("v1")
        .withSideEffects("None")
        .withFailurePolicy("Fail")
        .withTimeoutSeconds(1)
        .withNewClientConfig()
        .withUrl("https://127.0.0.1:1/")
        .endClientConfig()
        .withNewNamespaceSelector()
        .addToMatchLabels("kubernetes.io/metadata.name", space.name())
        .endNamespaceSelector()
        .addNewRule()
        .withApiGroups("")
        .withApiVersions("v1")
        .withOperations("CREATE")
        .withResources("services")
        .endRule()
        .endWebhook()
        .build();
  }

  @Test
  void maintenanceIsUnknownWhereTheConfigMapWithTheSwitchIsMissing() {
    space
        .client()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("realtime-config")
                .withNamespace(space.name())
                .endMetadata()
                .build())
        .create();

    space.create("replicas: 1");

    assertThat(degraded("NameTaken")).contains("ConfigMap realtime-config exists");
    assertThat(space.service().getStatus().condition("MaintenanceMode").orElseThrow())
        .returns("Unknown", Condition::getStatus)
        .returns("SwitchMissing", Condition::getReason);
  }

  @Test
  void changesAreToldAsEventsOnceEach() {
    space.create("replicas: 1");
    space.await(Deployment.class, "realtime", _ -> true);
    for (int i = 0; i < 3; i++) {
      space.kubectl("annotate", "--overwrite", "rts", "realtime", "realtime.dev/paused=lunch");
      space.awaitCondition("Paused", "True");
      space.kubectl("annotate", "rts", "realtime", "realtime.dev/paused-");
      space.awaitCondition("Paused", "False");
    }

    List<Event> events =
        await()
            .atMost(SOON)
            .until(
                () ->
                    space
                        .client()
                        .v1()
                        .events()
                        .inNamespace(space.name())
                        .list()
                        .getItems()
                        .stream()
                        .filter(event -> event.getReason().equals("PausedByAnnotation"))
                        .toList(),
                found -> !found.isEmpty());
    assertThat(events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getInvolvedObject().getName()).isEqualTo("realtime");
              assertThat(event.getMessage()).contains("lunch").contains("Remove the annotation");
              assertThat(event.getType()).isEqualTo("Warning");
              assertThat(event.getCount()).as("the same within five minutes").isEqualTo(1);
            });
  }

  @Test
  void metricsTellReconcilesQueueAndStates() {
    space.create("replicas: 1");
    space.awaitCondition("Ready", "False");

    assertThat(operator.metrics())
        .containsPattern("operator_sdk_controllers_execution_reconcile_seconds_count\\{")
        .contains("operator_sdk_reconciliations_success_total")
        .containsPattern("operator_sdk_reconciliations_queue_size")
        .containsPattern(
            "realtime_operator_services\\{condition=\"Ready\",status=\"False\"\\} [1-9]")
        .contains("realtime_operator_leading");
  }

  private void secret(String name, Map<String, String> content) {
    space
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(space.name())
                .endMetadata()
                .withStringData(content)
                .build())
        .create();
  }

  private String degraded(String reason) {
    return degraded(SOON, reason);
  }

  private String degraded(Duration most, String reason) {
    return space
        .await(
            most,
            RealtimeService.class,
            "realtime",
            service ->
                service
                    .statusOrEmpty()
                    .condition("Degraded")
                    .filter(c -> c.getReason().equals(reason))
                    .isPresent())
        .getStatus()
        .condition("Degraded")
        .orElseThrow()
        .getMessage();
  }
}
