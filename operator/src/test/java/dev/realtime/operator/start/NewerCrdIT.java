package dev.realtime.operator.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.signal.ObservedServices;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** In the middle of an upgrade: the CRDs are of the next release, the operator is of this one. */
class NewerCrdIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static ApiServer server;

  @BeforeAll
  static void start() throws Exception {
    server = ApiServer.separate();
    new Roles(server.client()).apply();
    server
        .client()
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("realtimeservices.realtime.dev")
        .edit(NewerCrdIT::newer);
    awaitNote();
  }

  @Test
  void servicesAreLookedAfterAndWhatIsUnknownStaysAsItIs() throws Exception {
    create("older", Map.of("replicas", 1));
    create(
        "newer",
        Map.of(
            "replicas", 1, "shiny", Map.of("depth", 7), "maintenance", Map.of("existing", "Melt")));
    try (RestrictedOperator _ = RestrictedOperator.start(server, ObservedServices.none())) {
      for (String name : new String[] {"older", "newer"}) {
        await(name)
            .atMost(LONG)
            .until(
                () ->
                    server.client().apps().deployments().inNamespace("default").withName(name).get()
                        != null);
        await(name).atMost(LONG).until(() -> get(name).get("status", "conditions") != null);
      }
    }
    assertThat(get("newer").<Integer>get("spec", "shiny", "depth")).isEqualTo(7);
    assertThat(get("newer").<String>get("spec", "maintenance", "existing")).isEqualTo("Melt");
    assertThat(get("newer").<String>get("status", "glow")).isEqualTo("bright");
  }

  @Test
  void whatItDoesNotKnowIsNamedAndNoReasonToRefuse() {
    StartChecks.Findings findings = checks(server.client()).findings();
    assertThat(findings.problems()).isEmpty();
    assertThat(findings.notes())
        .singleElement()
        .asString()
        .contains(
            "the CRD of RealtimeService is newer than this operator",
            "spec.maintenance.existing=Melt",
            "spec.shiny",
            "status.glow",
            "upgrade the operator");
  }

  private static void awaitNote() {
    await("published schema")
        .atMost(LONG)
        .until(() -> !checks(server.client()).findings().notes().isEmpty());
  }

  private static StartChecks checks(KubernetesClient client) {
    return new StartChecks(client, PermissionsIT.settings());
  }

  private static CustomResourceDefinition newer(CustomResourceDefinition crd) {
    Map<String, JSONSchemaProps> schema =
        crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema().getProperties();
    Map<String, JSONSchemaProps> spec = schema.get("spec").getProperties();
    spec.put(
        "shiny",
        new JSONSchemaPropsBuilder()
            .withType("object")
            .addToProperties("depth", of("integer"))
            .build());
    JSONSchemaProps existing = spec.get("maintenance").getProperties().get("existing");
    existing
        .getEnum()
        .add(
            server
                .client()
                .getKubernetesSerialization()
                .unmarshal("\"Melt\"", com.fasterxml.jackson.databind.JsonNode.class));
    schema.get("status").getProperties().put("glow", of("string"));
    return crd;
  }

  private static JSONSchemaProps of(String type) {
    return new JSONSchemaPropsBuilder().withType(type).build();
  }

  /** The status is of the operator of the next release, whose field manager is another one. */
  private static void create(String name, Map<String, Object> spec) {
    GenericKubernetesResource service =
        new GenericKubernetesResourceBuilder()
            .withApiVersion("realtime.dev/v1alpha1")
            .withKind("RealtimeService")
            .withNewMetadata()
            .withName(name)
            .withNamespace("default")
            .endMetadata()
            .build();
    service.setAdditionalProperty("spec", spec);
    GenericKubernetesResource created = server.client().resource(service).create();
    created.setAdditionalProperty("status", Map.of("glow", "bright"));
    server.client().resource(created).updateStatus();
  }

  private static GenericKubernetesResource get(String name) {
    return server
        .client()
        .genericKubernetesResources("realtime.dev/v1alpha1", "RealtimeService")
        .inNamespace("default")
        .withName(name)
        .get();
  }
}
