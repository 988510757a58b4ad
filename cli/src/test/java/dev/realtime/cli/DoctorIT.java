package dev.realtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the doctor finds, and clusters whose CRDs are not those of this plugin. */
class DoctorIT {
  @Test
  void findsWhatIsThereAndWhatIsMissingEachWithItsRemedy() {
    Place place = new Place();
    place.service("realtime", "{}", "conditions: []\n");
    Ran ran = place.run("doctor");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out())
        .contains("runs Kubernetes v1.")
        .contains(
            "✓ realtimeservices.realtime.dev is established, and the one this plugin was built with")
        .contains("✓ you may look", "✓ you may act")
        .contains("✗ there is no Deployment labelled app.kubernetes.io/name=realtime-operator")
        .contains("→ install the operator")
        .contains("✓ approvals are signed with one's own name")
        .contains("✗ no operator has taken it up", "✗ it has no pods");
  }

  @Test
  void seesAnOperatorThatLeadsAndOneThatHasStopped() {
    Place place = new Place();
    apply(
        place,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: realtime-operator, namespace: NS, labels: {app.kubernetes.io/name: realtime-operator}}
        spec:
          replicas: 1
          selector: {matchLabels: {a: b}}
          template: {metadata: {labels: {a: b}}, spec: {containers: [{name: operator, image: "operator:1"}]}}
        ---
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: {name: realtime-operator, namespace: NS}
        spec: {holderIdentity: operator-1, renewTime: "2026-01-01T00:00:00.000000Z"}
        """);
    assertThat(place.run("doctor", "--operator-namespace", place.name).out())
        .contains("✗ realtime-operator: 0 of 1 replicas ready, image operator:1")
        .contains("✗ Lease realtime-operator of operator-1 was last renewed");
  }

  @Test
  void looksAtTheLeaseThatTheDeploymentNames() {
    Place place = new Place();
    apply(
        place,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shard-a, namespace: NS, labels: {app.kubernetes.io/name: realtime-operator}}
        spec:
          selector: {matchLabels: {a: b}}
          template:
            metadata: {labels: {a: b}}
            spec: {containers: [{name: operator, image: "operator:1", env: [{name: LEASE_NAME, value: shard-a-leader}]}]}
        ---
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: {name: shard-a-leader, namespace: NS}
        spec: {holderIdentity: shard-a-1, renewTime: "2026-01-01T00:00:00.000000Z"}
        """);
    assertThat(place.run("doctor", "--operator-namespace", place.name).out())
        .contains("✗ Lease shard-a-leader of shard-a-1 was last renewed")
        .doesNotContain("there is no Lease");
  }

  @Test
  void whatMayNotBeLookedAtHidesNothingThatWasFound() {
    Place place = new Place();
    place.service(
        "realtime",
        "{monitoring: {alertWebhook: {token: {name: alerts, key: token}}}}",
        """
        observedGeneration: 1
        redis: {verdict: Unreachable, nodes: []}
        conditions:
          - {type: Degraded, status: "True", reason: Quota, message: full, lastTransitionTime: "2026-01-01T00:00:00Z"}
        """);
    // The role view as an API server has it that no controller aggregates roles for.
    Path viewer =
        place.cluster.kubeconfigOf(
            place.name, "viewer", "realtime-view", "system:aggregate-to-view");
    Ran ran = Ran.with(viewer, "doctor");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out())
        .contains("✗ Degraded, Quota: full", "✗ it has no pods", "✗ Redis does not answer")
        .contains("secrets \"alerts\" is forbidden");
  }

  @Test
  void tellsSomebodyWithoutPermissionsWhatIsMissing() {
    Place place = new Place();
    Path nobody = place.cluster.kubeconfigOf(place.name, "nobody");
    Ran ran = Ran.with(nobody, "doctor");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out())
        .contains("✗ you may not list realtimeservices (for status)", "--clusterrole=realtime-view")
        .contains("! you may not create runbookruns", "--clusterrole=realtime-edit")
        .contains("! cannot be looked at: ");
  }

  @Test
  void crdsThatAreAbsentNewerOrOfAnotherVersionAreNamed() {
    try (TestCluster other = new TestCluster()) {
      Ran absent = Ran.with(other.kubeconfig(), "status");
      assertThat(absent.status()).isEqualTo(1);
      assertThat(absent.err()).contains("the CRDs of realtime.dev are not installed", "remedy: ");
      assertThat(Ran.with(other.kubeconfig(), "doctor").out())
          .contains("✗ realtimeservices.realtime.dev is not installed", "→ apply the CRDs");

      TestCluster.CRDS.forEach(name -> other.apply(newer(other.crd(name))));
      // A field more is read over; a word more may mean anything.
      other
          .client()
          .load(
              new java.io.ByteArrayInputStream(
                  "apiVersion: realtime.dev/v1alpha1\nkind: RealtimeService\nmetadata: {name: a, namespace: default}\nspec: {broker: Kafka}\n"
                      .getBytes(java.nio.charset.StandardCharsets.UTF_8)))
          .create();
      Ran newer = Ran.with(other.kubeconfig(), "status");
      assertThat(newer.status()).isEqualTo(1);
      assertThat(newer.err()).contains("Kafka", "the CRDs are newer than the plugin");
      assertThat(Ran.with(other.kubeconfig(), "doctor").out())
          .containsPattern("✗ realtimeservices.realtime.dev is newer than this plugin: it has .*");

      other.client().apiextensions().v1().customResourceDefinitions().delete();
      other
          .client()
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(TestCluster.CRDS.getFirst())
          .waitUntilCondition(crd -> crd == null, 30, TimeUnit.SECONDS);
      CustomResourceDefinition later = other.crd(TestCluster.CRDS.getFirst());
      later.getSpec().getVersions().getFirst().setName("v1beta1");
      other.apply(later);
      org.awaitility.Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(Ran.with(other.kubeconfig(), "status").err())
                      .contains("serves realtime.dev/v1beta1", "speaks v1alpha1"));
    }
  }

  /** As a later release might have it: one field and one word more. */
  private static CustomResourceDefinition newer(CustomResourceDefinition crd) {
    var spec =
        crd.getSpec()
            .getVersions()
            .getFirst()
            .getSchema()
            .getOpenAPIV3Schema()
            .getProperties()
            .get("spec");
    spec.getProperties().put("later", new JSONSchemaPropsBuilder().withType("string").build());
    var broker = spec.getProperties().get("broker");
    if (broker != null) {
      broker.getEnum().add(com.fasterxml.jackson.databind.node.TextNode.valueOf("Kafka"));
      spec.setXKubernetesValidations(null);
    }
    return crd;
  }

  private static void apply(Place place, String yaml) {
    place
        .cluster
        .client()
        .load(
            new java.io.ByteArrayInputStream(
                yaml.replace("NS", place.name).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .create();
  }

  @Test
  void theProgramsOfThePackageRunUnderTheRealKubectl() throws Exception {
    Place place = new Place();
    place.service("realtime", "{}", "observedGeneration: 1\nconditions: []\n");
    Path bin = Path.of("target", "kubectl-realtime", "bin").toAbsolutePath();
    assertThat(bin.resolve("kubectl-realtime")).as("packaged before this phase").isExecutable();
    String kubectl =
        Path.of(
                System.getenv("KUBE_API_TEST_DIR"),
                "k8s",
                System.getenv("KUBE_API_TEST_API_SERVER_VERSION") + "-linux-amd64",
                "kubectl")
            .toString();
    assertThat(program(place, bin, kubectl, "realtime", "status", "-n", place.name))
        .contains(place.name + "/realtime");
    assertThat(
            program(
                place, bin, kubectl, "__complete", "realtime", "status", "-n", place.name, "rea"))
        .as("kubectl asks kubectl_complete-realtime")
        .startsWith("realtime\n:4");
    assertThat(program(place, bin, kubectl, "__complete", "realtime", "ma"))
        .startsWith("maintenance\n:4");
    String script =
        program(place, bin, bin.resolve("kubectl-realtime").toString(), "completion", "bash");
    Path file = Files.writeString(Files.createTempFile("completion", ".bash"), script);
    assertThat(program(place, bin, "bash", "-n", file.toString())).isEmpty();
  }

  private static String program(Place place, Path bin, String... line) throws Exception {
    var builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
    builder.environment().put("KUBECONFIG", place.cluster.kubeconfig().toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String out =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return out;
  }
}
