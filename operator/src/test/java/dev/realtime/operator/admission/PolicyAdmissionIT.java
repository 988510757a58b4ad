package dev.realtime.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.cluster.Space;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A nonsensical policy is refused by the API server, with words that say what to do. */
class PolicyAdmissionIT {
  private final KubernetesClient client = ApiServer.running().client();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "runbook: {actions: [{action: Restart}, {action: Restart, mode: Approve}]} | an action may have one policy only",
        "runbook: {ceilings: {replicas: 5}, emergencyReplicas: 6} | emergencyReplicas must not be above ceilings.replicas",
        "runbook: {actions: [{action: Escalate, mode: 'Off'}]} | somebody must hear of what the runbook could not repair",
        "runbook: {actions: [{action: Dance}]} | Unsupported value: \"Dance\": supported values: ",
        "runbook: {mode: Sometimes} | Unsupported value: \"Sometimes\": supported values: ",
        "runbook: {actions: [{action: Restart, coolDownSeconds: -1}]} | coolDownSeconds in body should be greater than or equal to 0",
        "runbook: {actions: [{action: Restart, verifySeconds: 1}]} | verifySeconds in body should be greater than or equal to 5",
        "runbook: {thresholds: {errorRate: {percent: 2, recoverPercent: 2}}} | recoverPercent must be below percent",
        "runbook: {thresholds: {latency: {p95Millis: 700}}} | recoverMillis must be below p95Millis",
        "runbook: {thresholds: {overload: {connectionsPercent: 80}}} | recoverPercent must be below connectionsPercent",
        "runbook: {thresholds: {errorRate: {percent: 0}}} | percent in body should be greater than or equal to 1",
        "runbook: {thresholds: {availability: {holdSeconds: 0}}} | holdSeconds in body should be greater than or equal to 5",
        "runbook: {budget: {actionsPerHour: 0}} | actionsPerHour in body should be greater than or equal to 1",
        "runbook: {ceilings: {replicas: 0}} | replicas in body should be greater than or equal to 1",
        "runbook: {giveBack: {everySeconds: 1}} | everySeconds in body should be greater than or equal to 30",
        "runbook: {history: {runs: 0}} | runs in body should be greater than or equal to 5",
        "runbook: {maintenanceWindows: [{start: '25:00', minutes: 10}]} | start in body should match",
        "runbook: {maintenanceWindows: [{start: '22:00', minutes: 0}]} | minutes in body should be greater than or equal to 1",
        "runbook: {maintenanceWindows: [{start: '22:00', minutes: 10, days: [Caturday]}]} | Unsupported value: \"Caturday\"",
        "runbook: {maintenanceWindows: [{start: '22:00', minutes: 10, timeZone: Mars/Olympus}]} | unknown time zone Mars/Olympus",
        "dependencies: [{name: db}] | exactly one of postgresql, http, tcp and redis must be given",
        "dependencies: [{name: db, tcp: {host: a, port: 1}, http: {url: http://a}}] | exactly one of postgresql, http, tcp and redis must be given",
        "notifications: [{name: team}] | exactly one of webhook, slack and alertmanager must be given",
        "notifications: [{name: team, webhook: {}}] | exactly one of url and urlFrom must be given",
        "notifications: [{name: team, webhook: {url: ftp://a}}] | url in body should match",
      })
  void refuses(String spec, String because) {
    assertThatThrownBy(() -> create("bad", spec))
        .as(spec)
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(because);
  }

  @Test
  void takesTheEmergencyScaleDownToALowerCeilingWhereItIsLeftOut() {
    var space = new Space();
    RealtimeService service = space.create("runbook: {ceilings: {replicas: 4}}");
    assertThat(service.getSpec().runbook().emergencyReplicas()).isEqualTo(4);
    RealtimeService roomy = Space.service("runbook: {ceilings: {replicas: 40}}");
    assertThat(roomy.getSpec().runbook().emergencyReplicas()).isEqualTo(10);
  }

  @Test
  void takesEveryZoneOfTheTimeZoneDatabase() {
    create(
        "zones",
        "runbook: {maintenanceWindows: [{start: '22:00', minutes: 10, timeZone: America/Argentina/Buenos_Aires}]}");
  }

  private void create(String name, String spec) {
    client
        .resource(
            client
                .getKubernetesSerialization()
                .unmarshal(
                    "apiVersion: realtime.dev/v1alpha1\nkind: RealtimeService\nmetadata: {name: "
                        + name
                        + ", namespace: default}\nspec:\n"
                        + spec.indent(2),
                    GenericKubernetesResource.class))
        .dryRun(true)
        .create();
  }
}
