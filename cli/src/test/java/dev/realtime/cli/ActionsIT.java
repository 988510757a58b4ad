package dev.realtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever changes a workload is a RunbookRun, or the spec's own number. */
class ActionsIT {
  private static final String TIMES = "detectedAt: \"2026-01-01T00:00:00Z\"\n";
  private static final String WAITING =
      TIMES
          + """
          state: AwaitingApproval
          summary: "the plan waits: Restart"
          cause: Unresponsive
          confidence: 70
          evidence: [{source: pod chat-1, at: "2026-01-01T00:00:00Z", text: "runs and does not answer\\nsecond line"}]
          plan: {hash: abc123, madeAt: "2026-01-01T00:00:00Z", actions: [{action: Restart, why: a hung process}]}
          """;
  private static final String REPAIR =
      "{service: chat, procedure: Repair, symptom: ServiceDown, trigger: Detection}";

  private static final String SWITCH =
      """
      observedGeneration: 1
      conditions:
        - {type: MaintenanceMode, status: "%s", reason: Spec, message: m, lastTransitionTime: "2026-01-01T00:00:00Z"}
      """;

  private final Place place = new Place();

  @BeforeEach
  void service() {
    place.service("chat", "{replicas: 2}", "observedGeneration: 1\nconditions: []\n");
  }

  @Test
  void maintenanceIsARunOfAPersonAndIsFollowedToItsVerdict() {
    Ran ran =
        place.whileOperatorAnswers(
            TIMES
                + "state: Succeeded\nsummary: all 2 pods have taken it up\nfinishedAt: \"2026-01-01T00:00:09Z\"\n",
            "maintenance",
            "on",
            "chat",
            "--reason=a new database");
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("Succeeded: all 2 pods have taken it up");
    RunbookRun run = place.runs().getFirst();
    assertThat(run.getSpec().procedure()).isEqualTo(Procedure.MAINTENANCE_ON);
    assertThat(run.getSpec().trigger()).isEqualTo(Trigger.PERSON);
    assertThat(run.getSpec().reason()).isEqualTo("a new database");
    assertThat(run.getMetadata().getLabels()).containsEntry(RunbookRun.SERVICE_LABEL, "chat");
  }

  @Test
  void maintenanceThatIsAsWantedChangesNothing() {
    place.service("calm", "{}", SWITCH.formatted("False"));
    Ran ran = place.run("maintenance", "off", "calm");
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).contains("off already");
    assertThat(place.runs()).isEmpty();
  }

  @Test
  void maintenanceThatIsOnItsWayIsNotAlreadyOff() {
    place.service("calm", "{}", SWITCH.formatted("False"));
    assertThat(place.run("maintenance", "on", "calm", "--no-wait").status()).isZero();
    assertThat(place.run("maintenance", "off", "calm", "--no-wait").out()).contains("asked for");
    assertThat(place.runs())
        .extracting(run -> run.getSpec().procedure())
        .containsExactlyInAnyOrder(Procedure.MAINTENANCE_ON, Procedure.MAINTENANCE_OFF);
  }

  @Test
  void maintenanceOfWhichNobodyKnowsIsNotAlreadyOff() {
    place.service("calm", "{}", SWITCH.formatted("Unknown"));
    assertThat(place.run("maintenance", "off", "calm", "--no-wait").out()).contains("asked for");
  }

  @Test
  void maintenanceThatANewSpecMayHaveSwitchedIsNotAlreadyOff() {
    place.service("calm", "{replicas: 2}", SWITCH.formatted("False"));
    assertThat(place.run("scale", "calm", "--replicas=3").status()).isZero();
    assertThat(place.run("maintenance", "off", "calm", "--no-wait").out()).contains("asked for");
  }

  @Test
  void aRefusalOfTheOperatorIsAFailureWithItsReason() {
    Ran ran =
        place.whileOperatorAnswers(
            TIMES
                + "state: Refused\nsummary: the Redis has no persistence\nfinishedAt: \"2026-01-01T00:00:09Z\"\n",
            "restart",
            "chat",
            "--redis");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err())
        .contains("the Redis has no persistence", "kubectl realtime incidents chat-");
    assertThat(place.runs().getFirst().getSpec().procedure()).isEqualTo(Procedure.RESTART_REDIS);
  }

  @Test
  void saysWhenNoOperatorTakesARunUp() {
    Ran ran = place.run("restart", "chat", "--timeout=1");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("no operator took it up within 1 s", "doctor");
  }

  @Test
  void rollbackAndDryRunAreRunsToo() {
    assertThat(place.run("rollback", "chat", "--dry-run", "--no-wait").status()).isZero();
    RunbookRun run = place.runs().getFirst();
    assertThat(run.getSpec().procedure()).isEqualTo(Procedure.ROLLBACK);
    assertThat(run.getSpec().mode()).isEqualTo(RunbookMode.DRY_RUN);
  }

  @Test
  void scaleForGoodChangesTheSpecAndForTheMomentARun() {
    Ran good = place.run("scale", "chat", "--replicas=5");
    assertThat(good.status()).as(good.err()).isZero();
    assertThat(place.service("chat").getSpec().replicas()).isEqualTo(5);
    assertThat(place.runs()).isEmpty();
    Ran emergency = place.run("scale", "chat", "--emergency", "--replicas=8", "--no-wait");
    assertThat(emergency.status()).as(emergency.err()).isZero();
    RunbookRun run = place.runs().getFirst();
    assertThat(run.getSpec().procedure()).isEqualTo(Procedure.EMERGENCY_SCALE);
    assertThat(run.getSpec().parameters().replicas()).isEqualTo(8);
    assertThat(place.service("chat").getSpec().replicas()).isEqualTo(5);
  }

  @Test
  void scaleSaysWhichRunANewSpecEnds() {
    assertThat(place.run("scale", "chat", "--replicas=3").out()).doesNotContain("RunbookRun");
    place.service(
        "ill",
        "{replicas: 2}",
        """
        observedGeneration: 1
        conditions: []
        incident: {run: ill-down-1, symptom: ServiceDown, state: Verifying, since: "2026-01-01T00:00:00Z", message: down}
        """);
    assertThat(place.run("scale", "ill", "--replicas=3", "--dry-run").out())
        .contains("would set spec.replicas", "ends RunbookRun ill-down-1", "ServiceDown");
    assertThat(place.run("scale", "ill", "--replicas=3").out())
        .contains("has spec.replicas 3 now", "ends RunbookRun ill-down-1", "--emergency");
  }

  @Test
  void maintenanceIsOnOrOff() {
    Ran ran = place.run("maintenance", "maybe", "chat");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("say on or off, not 'maybe'");
    assertThat(place.runs()).isEmpty();
  }

  @Test
  void scaleRefusesWhatMakesNoSense() {
    assertThat(place.run("scale", "chat").err()).contains("--replicas N, or --emergency");
    assertThat(place.run("scale", "chat", "--replicas=1001").status()).isEqualTo(2);
    place.service(
        "auto", "{autoscaling: {maxReplicas: 9, cpuUtilization: 70}}", "conditions: []\n");
    Ran ran = place.run("scale", "auto", "--replicas=3");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("between 2 and 9", "--emergency");
  }

  @Test
  void showsAnIncidentOnOneScreen() {
    place.runbookRun("chat-down-1", REPAIR, WAITING);
    assertThat(place.run("incidents").out())
        .containsPattern("chat-down-1 +chat +ServiceDown +Unresponsive +AwaitingApproval");
    assertThat(place.run("incidents", "chat", "--open").out()).contains("chat-down-1");
    assertThat(place.run("incidents", "chat-down-1").out())
        .contains("Unresponsive", "70 % sure", "pod chat-1", "    second line", "Plan abc123")
        .contains("1. Restart: replace the pods, new ones first", "a hung process")
        .contains("approve chat-down-1 -n " + place.name + " --plan abc123");
    Ran unknown = place.run("incidents", "chat-dwn-1");
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.err()).contains("did you mean 'chat-down-1'?");
  }

  @Test
  void approvesExactlyTheNamedPlanInOnesOwnName() {
    place.runbookRun("chat-down-1", REPAIR, WAITING);
    Ran outdated = place.run("approve", "chat-down-1", "--plan=old");
    assertThat(outdated.status()).isEqualTo(1);
    assertThat(outdated.err()).contains("the plan is abc123 now");
    Ran blind = place.run("approve", "chat-down-1");
    assertThat(blind.status()).isEqualTo(1);
    assertThat(blind.err()).contains("no terminal to ask at", "--plan abc123");
    assertThat(place.runbookRun("chat-down-1").getSpec().approval()).isNull();
    var onCall =
        place.cluster.kubeconfigOf(place.name, "on-call", "realtime-view", "realtime-edit");
    Ran ran = Ran.with(onCall, "approve", "chat-down-1", "--plan=abc123");
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(place.runbookRun("chat-down-1").getSpec().approval().by())
        .isEqualTo("system:serviceaccount:" + place.name + ":on-call");
  }

  @Test
  void aReaderCannotApprove() {
    place.runbookRun("chat-down-1", REPAIR, WAITING);
    var reader = place.cluster.kubeconfigOf(place.name, "reader", "realtime-view");
    Ran ran = Ran.with(reader, "approve", "chat-down-1", "--plan=abc123");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("cannot patch resource \"runbookruns\"");
    assertThat(place.runbookRun("chat-down-1").getSpec().approval()).isNull();
  }

  @Test
  void logsOfAServiceWithoutPodsSayWhy() {
    Ran ran = place.run("logs", "chat");
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.err()).contains("there is no pod", "kubectl realtime status");
  }
}
