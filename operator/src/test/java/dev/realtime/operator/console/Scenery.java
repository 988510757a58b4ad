package dev.realtime.operator.console;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A namespace with a history: a service whose plan waits, one that is well, one in maintenance. */
final class Scenery {
  /** What a hostile client might get into a server's log, and so into evidence. */
  static final String HOSTILE =
      "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=2</script>";

  private final ConsoleStage stage;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  Scenery(ConsoleStage stage) {
    this.stage = stage;
  }

  private String ago(int seconds) {
    return '"' + now.minusSeconds(seconds).toString() + '"';
  }

  void build() {
    stage.service("realtime", troubled());
    stage.service("presence", well(2100, "42 ms, 61 %"));
    stage.service(
        "tickets",
        well(480, "3 ms, 12 %")
            .replace(
                "type: MaintenanceMode, status: \"False\"",
                "type: MaintenanceMode, status: \"True\""));
    stage.run(
        "realtime-higherrorrate-1",
        "{service: realtime, procedure: Repair, symptom: HighErrorRate, trigger: Detection}",
        waiting());
    stage.run(
        "realtime-restart-x7k2p",
        "{service: realtime, procedure: Restart, reason: new certificates}",
        finished());
  }

  private String well(int connections, String redis) {
    return """
        observedGeneration: 1
        replicas: 3
        readyReplicas: 3
        connections: %d
        scale: {wanted: 3, owner: Spec}
        redis: {verdict: Healthy, memoryPercent: 60, nodes: []}
        conditions:
          - {type: Ready, status: "True", reason: AsSpecified, message: 3 of 3 pods ready, lastTransitionTime: %s}
          - {type: MaintenanceMode, status: "False", reason: Spec, message: As spec.maintenance says, lastTransitionTime: %s}
        checklist:
          - {check: ServiceHealth, verdict: Ok, evidence: "3 ready endpoints", since: %s, checkedAt: %s}
          - {check: Redis, verdict: Ok, evidence: "answers in %s of memory", since: %s, checkedAt: %s}
        """
        .formatted(
            connections, ago(90_000), ago(90_000), ago(90_000), ago(5), redis, ago(90_000), ago(5));
  }

  private String troubled() {
    return """
        observedGeneration: 1
        replicas: 2
        readyReplicas: 2
        connections: 1200
        scale: {wanted: 2, owner: Spec}
        redis: {verdict: Healthy, memoryPercent: 40, nodes: []}
        revision: {revision: 7f3a91c2, image: "realtime.dev/server:1.4.0", configuration: realtime-config-7f3a91c2, recordedAt: AGO800}
        lastKnownGood: {revision: 51c0de77, image: "realtime.dev/server:1.3.2", configuration: realtime-config-51c0de77, recordedAt: AGO90000}
        conditions:
          - {type: Ready, status: "False", reason: Degraded, message: "Requests fail since revision 7f3a91c2 was rolled out", lastTransitionTime: AGO640}
          - {type: Available, status: "True", reason: PodsReady, message: 2 pods serve clients, lastTransitionTime: AGO90000}
          - {type: RedisHealthy, status: "True", reason: Healthy, message: Redis answers, lastTransitionTime: AGO90000}
          - {type: MaintenanceMode, status: "False", reason: Spec, message: Off as spec.maintenance says, lastTransitionTime: AGO90000}
        checklist:
          - {check: ServiceHealth, verdict: Failing, evidence: "HighErrorRate: 17.0 % of 5412 requests failed in 60 s (limit 5 %)", since: AGO640, checkedAt: AGO5, link: "https://grafana.example/d/realtime"}
          - {check: Database, verdict: Ok, evidence: "orders answers in 4 ms, 31 of 100 connections", since: AGO90000, checkedAt: AGO5}
          - {check: Redis, verdict: Ok, evidence: "answers in 1 ms, memory at 40 %", since: AGO90000, checkedAt: AGO5}
          - {check: RecentDeployments, verdict: Ok, evidence: "revision 7f3a91c2, a recent change: image 1.3.2 to 1.4.0", since: AGO800, checkedAt: AGO5}
          - {check: ResourceUtilisation, verdict: Unknown, evidence: "the pods have no limits to measure against", since: AGO90000, checkedAt: AGO5}
          - {check: DownstreamServices, verdict: NotApplicable, evidence: "no service in spec.dependencies", since: AGO90000, checkedAt: AGO5}
        incident: {run: realtime-higherrorrate-1, symptom: HighErrorRate, cause: BadRollout, state: AwaitingApproval, since: AGO600, message: "17.0 % of 5412 requests failed in 60 s; the trouble began with a rollout"}
        """
        .replace("AGO90000", ago(90_000))
        .replace("AGO800", ago(800))
        .replace("AGO640", ago(640))
        .replace("AGO600", ago(600))
        .replace("AGO5", ago(5));
  }

  private String waiting() {
    return """
        state: AwaitingApproval
        summary: "HighErrorRate because the trouble began with a rollout (90 % sure); the plan waits for approval: Rollback, then MaintenanceOn"
        cause: BadRollout
        confidence: 90
        suspectedAt: AGO660
        detectedAt: AGO600
        decidedAt: AGO598
        evidence:
          - {source: metrics, at: AGO598, text: "17.0 % of 5412 requests failed in 60 s (limit 5 %)"}
          - source: log of pod realtime-5c9d7-x2x4k
            at: AGO598
            text: |
              ERROR proxy: connect refused by orders:8080 for user 4711
              WARN  client sent name HOSTILE
              ERROR rpc failed after 2 attempts
          - {source: rollout history, at: AGO598, text: "revision 7f3a91c2 (image 1.4.0) rolled out 140 s before the first failure; last known good is 51c0de77 (image 1.3.2)"}
        plan:
          hash: 9f2c41aa07
          madeAt: AGO598
          actions:
            - {action: Rollback, parameters: {revision: 51c0de77}, why: the errors began 140 s after revision 7f3a91c2 was rolled out}
            - {action: MaintenanceOn, why: "if that does not help, clients are better turned away politely"}
        refusals:
          - {guard: approval, action: Rollback, reason: "spec.runbook.mode is Approve: the plan waits for a person", at: AGO597}
        """
        .replace("HOSTILE", HOSTILE)
        .replace("AGO660", ago(660))
        .replace("AGO600", ago(600))
        .replace("AGO598", ago(598))
        .replace("AGO597", ago(597));
  }

  private String finished() {
    return """
        state: Succeeded
        summary: replaced the pods one by one; all of the newest revision
        detectedAt: AGO93000
        decidedAt: AGO93000
        actedAt: AGO92999
        finishedAt: AGO92900
        plan: {hash: aa11, madeAt: AGO93000, actions: [{action: Restart, why: new certificates}]}
        steps: [{rung: 0, action: Restart, outcome: Effective, intendedAt: AGO93000, appliedAt: AGO92999, finishedAt: AGO92900, message: all 2 pods are new}]
        """
        .replace("AGO93000", ago(93_000))
        .replace("AGO92999", ago(92_999))
        .replace("AGO92900", ago(92_900));
  }
}
