package dev.realtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking, and every way in which that can be impossible. */
class StatusIT {
  private static final String WELL =
      """
      observedGeneration: 1
      replicas: 2
      readyReplicas: 2
      connections: 1400
      redis: {verdict: Healthy, nodes: []}
      conditions:
        - {type: Ready, status: "True", reason: AsSpecified, message: 2 of 2 pods ready, lastTransitionTime: "2026-01-01T00:00:00Z"}
      checklist:
        - {check: ServiceHealth, verdict: Ok, evidence: 2 ready endpoints, since: "2026-01-01T00:00:00Z", checkedAt: "2026-01-01T00:00:00Z"}
        - {check: Redis, verdict: Failing, evidence: "memory at 93 %\\e[31m", since: "2026-01-01T00:00:00Z", checkedAt: "2026-01-01T00:00:00Z", link: "https://grafana.example/d"}
        - {check: Database, verdict: NotApplicable, evidence: none named, since: "2026-01-01T00:00:00Z", checkedAt: "2026-01-01T00:00:00Z"}
      """;
  private static final String TROUBLED =
      """
      observedGeneration: 1
      conditions:
        - {type: Ready, status: "False", reason: NoPodReady, message: no pod, lastTransitionTime: "2026-01-01T00:00:00Z"}
      incident: {run: chat-down-1, symptom: ServiceDown, state: AwaitingApproval, since: "2026-01-01T00:00:00Z", message: nobody can connect}
      """;

  private final Place place = new Place();

  @Test
  void showsTheOnlyServiceWithItsChecklist() {
    place.service("realtime", "{}", WELL);
    Ran ran = place.run("status");
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains(place.name + "/realtime", "Ready", "2 of 2 ready", "1400", "Healthy")
        .containsPattern("✓ ServiceHealth .* 2 ready endpoints")
        .containsPattern("✗ Redis .* memory at 93 %")
        .contains("look at https://grafana.example/d")
        .contains("Incident\n  none");
    assertThat(ran.out()).as("text of the cluster steers no terminal").doesNotContain("\u001b");
  }

  @Test
  void listsSeveralAndFailsWhereOneIsNotReady() {
    place.service("chat", "{}", TROUBLED);
    place.service("realtime", "{}", WELL);
    Ran ran = place.run("status");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out())
        .containsPattern("chat +no: NoPodReady .*ServiceDown")
        .containsPattern("realtime +yes +2/2 +1400 +Healthy +off +-");
  }

  @Test
  void saysHowToApproveWhatWaits() {
    place.service("chat", "{}", TROUBLED);
    assertThat(place.run("status", "chat").out())
        .contains("kubectl realtime approve chat-down-1 -n " + place.name);
  }

  @Test
  void namesTheNearestOfAnUnknownService() {
    place.service("realtime", "{}", WELL);
    Ran ran = place.run("status", "realtme");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err())
        .contains("looking for RealtimeService realtme", place.name, "did you mean 'realtime'?")
        .contains("remedy: ");
  }

  @Test
  void saysThatAnEmptyNamespaceIsEmpty() {
    Ran ran = place.run("status", "realtime");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("choose a namespace with -n");
    assertThat(place.run("status").out()).contains("no RealtimeService in namespace " + place.name);
  }

  @Test
  void saysWhichPermissionIsMissingAndWhoGivesIt() {
    Path nobody = place.cluster.kubeconfigOf(place.name, "nobody");
    Ran ran = Ran.with(nobody, "status");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err())
        .contains("cannot list resource \"realtimeservices\"", "realtime-view", "remedy: ");
  }

  @Test
  void aReaderMayLookAndNotAct() {
    place.service("realtime", "{}", WELL);
    Path reader = place.cluster.kubeconfigOf(place.name, "reader", "realtime-view");
    assertThat(Ran.with(reader, "status").out()).contains("2 of 2 ready");
    Ran ran = Ran.with(reader, "restart", "--no-wait");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("cannot create resource \"runbookruns\"", "realtime-edit");
    assertThat(place.runs()).isEmpty();
  }

  @Test
  void saysThatNobodyListens(@TempDir Path directory) throws Exception {
    Path elsewhere =
        Files.writeString(
            directory.resolve("config"),
            Files.readString(place.cluster.kubeconfig())
                .replaceAll("server: .*", "server: \"http://127.0.0.1:1\""));
    Ran ran = Ran.with(elsewhere, "status");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("nobody listens at the cluster's address", "./dev up");
  }

  @Test
  void saysThatCredentialsAreNotKnown(@TempDir Path directory) throws Exception {
    Path good = place.cluster.kubeconfigOf(place.name, "stranger");
    Path bad =
        Files.writeString(
            directory.resolve("config"),
            Files.readString(good).replaceAll("token: .*", "token: \"invalid\""));
    assertThat(Ran.with(bad, "status").err()).contains("missing, wrong or expired", "remedy: ");
  }

  @Test
  void saysThatThereIsNoSuchKubeconfigOrContext() {
    assertThat(Ran.with(Path.of("/nonexistent"), "status").err())
        .contains("/nonexistent is not there", "remedy: ");
    assertThat(place.run("status", "--context=prodction").err())
        .contains("none of that name", "remedy: ");
  }
}
