package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeService;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServiceChangesTest {
  private static final String SERVICE =
      """
      apiVersion: realtime.dev/v1alpha1
      kind: RealtimeService
      metadata:
        name: realtime
        namespace: production
        resourceVersion: "1"
        annotations: {a: b}
        managedFields:
        - {manager: realtime-operator, operation: Apply, subresource: status, time: "2026-01-01T00:00:00Z", fieldsV1: {}}
        - {manager: realtime-operator-runbook, operation: Apply, subresource: status, time: "2026-01-01T00:00:01Z", fieldsV1: {}}
        - {manager: kubectl, operation: Update, time: "2026-01-01T00:00:02Z", fieldsV1: {}}
      spec: {replicas: 2}
      status:
        readyReplicas: 1
        checklist:
        - {check: ServiceHealth, verdict: Ok, evidence: e, since: "2026-01-01T00:00:00Z", checkedAt: "2026-01-01T00:00:00Z"}
        symptoms:
        - {symptom: HighLatency, phase: Unknown, since: "2026-01-01T00:00:00Z", figures: f}
        overrides: {}
      """;

  private final ServiceChanges changes = new ServiceChanges();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resourceVersion: \"1\" | resourceVersion: \"2\"",
        "readyReplicas: 1 | readyReplicas: 2",
        "T00:00:00Z\", fieldsV1 | T00:00:09Z\", fieldsV1",
        "T00:00:01Z\", fieldsV1 | T00:00:09Z\", fieldsV1",
        "T00:00:02Z\", fieldsV1 | T00:00:09Z\", fieldsV1",
        "verdict: Ok | verdict: Failing",
        "figures: f | figures: g",
      })
  void whatTheOperatorItselfSaysIsNoNews(String before, String after) {
    assertThat(accepts(before, after)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replicas: 2} | replicas: 3}",
        "annotations: {a: b} | annotations: {realtime.dev/paused: reason}",
        "resourceVersion: \"1\" | deletionTimestamp: \"2026-01-01T00:00:00Z\"",
        "phase: Unknown | phase: Suspect",
        "overrides: {} | incident: {run: r, state: Running, since: \"2026-01-01T00:00:00Z\"}",
        "overrides: {} | overrides: {replicas: {floor: 4, run: r, since: \"2026-01-01T00:00:00Z\"}}",
        "operation: Update, time | operation: Update, subresource: status, time",
      })
  void whatPeopleAndTheRunbookWantIs(String before, String after) {
    assertThat(accepts(before, after)).isTrue();
  }

  private boolean accepts(String before, String after) {
    assertThat(SERVICE).contains(before.strip());
    return changes.accept(read(SERVICE.replace(before.strip(), after.strip())), read(SERVICE));
  }

  private static RealtimeService read(String yaml) {
    return Serialization.unmarshal(yaml, RealtimeService.class);
  }
}
