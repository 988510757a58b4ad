package dev.realtime.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A WebSocket service: one of these is all a team writes. */
@Group("realtime.dev")
@Version("v1alpha1")
@ShortNames("rts")
@Categories("realtime")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "Replicas",
    jsonPath = ".status.readyReplicas",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Connections",
    jsonPath = ".status.connections",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Redis", jsonPath = ".status.redis.verdict")
@AdditionalPrinterColumn(
    name = "Maintenance",
    jsonPath = ".status.conditions[?(@.type==\"MaintenanceMode\")].status")
@AdditionalPrinterColumn(name = "Incident", jsonPath = ".status.incident.symptom")
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    priority = 1)
@AdditionalPrinterColumn(name = "Operator", jsonPath = ".status.operator", priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
    value =
        "size(self.metadata.name) <= 45 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
    message =
        "metadata.name must start with a letter, hold only lower-case letters, digits and dashes, and have at most 45 characters: it becomes the name of Services")
public final class RealtimeService
    extends CustomResource<RealtimeServiceSpec, RealtimeServiceStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;

  @Override
  @Required
  public RealtimeServiceSpec getSpec() {
    return super.getSpec();
  }

  /** The status, or an empty one where nothing has been observed yet. */
  public RealtimeServiceStatus statusOrEmpty() {
    return getStatus() == null ? RealtimeServiceStatus.empty() : getStatus();
  }
}
