package dev.realtime.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.realtime.api.v1alpha1.redis.RedisSpec;
import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.MonitoringSpec;
import dev.realtime.api.v1alpha1.runbook.NotificationReceiver;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.api.v1alpha1.server.ServerSettings;
import dev.realtime.api.v1alpha1.workload.Autoscaling;
import dev.realtime.api.v1alpha1.workload.DisruptionBudget;
import dev.realtime.api.v1alpha1.workload.IngressSettings;
import dev.realtime.api.v1alpha1.workload.Maintenance;
import dev.realtime.api.v1alpha1.workload.NetworkAccess;
import dev.realtime.api.v1alpha1.workload.PodOverrides;
import dev.realtime.api.v1alpha1.workload.Rollout;
import dev.realtime.api.v1alpha1.workload.RouteSettings;
import dev.realtime.api.v1alpha1.workload.ServiceSettings;
import dev.realtime.api.v1alpha1.workload.TlsSettings;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A WebSocket service as its team wants it. Everything may be left out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@SchemaCustomizer(SpecSchema.class)
@ValidationRule(
    value = "!(has(self.replicas) && has(self.autoscaling))",
    message = "replicas and autoscaling exclude each other: drop one of the two")
@ValidationRule(
    value =
        "!has(self.autoscaling) || !has(self.autoscaling.cpuUtilization) || !has(self.resources) || (has(self.resources.requests) && 'cpu' in self.resources.requests) || (has(self.resources.limits) && 'cpu' in self.resources.limits)",
    message =
        "autoscaling.cpuUtilization is a share of the CPU request: give resources.requests.cpu")
@ValidationRule(
    value =
        "!has(self.autoscaling) || !has(self.autoscaling.memoryUtilization) || !has(self.resources) || (has(self.resources.requests) && 'memory' in self.resources.requests) || (has(self.resources.limits) && 'memory' in self.resources.limits)",
    message =
        "autoscaling.memoryUtilization is a share of the memory request: give resources.requests.memory")
@ValidationRule(
    value =
        "!has(self.resources) || !has(self.resources.requests) || !has(self.resources.limits) || ['cpu', 'memory'].all(r, !(r in self.resources.requests) || !(r in self.resources.limits) || quantity(string(self.resources.requests[r])).compareTo(quantity(string(self.resources.limits[r]))) <= 0)",
    message = "resources.requests must not be above resources.limits")
@ValidationRule(
    value = "self.broker != 'Memory' || !has(self.redis)",
    message = "redis is for broker Redis: drop it, or change broker")
@ValidationRule(
    value = "self.broker != 'Memory' || (has(self.replicas) && self.replicas <= 1)",
    message =
        "broker Memory joins no pods: set replicas to 1, or clients of different pods would not see each other's messages")
@ValidationRule(value = RedisStays.TOPOLOGY, message = RedisStays.TOPOLOGY_MESSAGE)
@ValidationRule(value = RedisStays.PERSISTENCE, message = RedisStays.PERSISTENCE_MESSAGE)
public record RealtimeServiceSpec(
    @JsonPropertyDescription(
            "Image of the server. Left out: the one this operator was released with.")
        @Size(min = 1, max = 512) @Nullable String image,
    @JsonPropertyDescription(
            "Pods. Left out, without autoscaling: 2. A number set on the Deployment by hand holds until this one changes.")
        @SpecReplicas
        @Min(0) @Max(1000) @Nullable Integer replicas,
    @JsonPropertyDescription("Pods that follow load, in place of replicas.")
        @Nullable Autoscaling autoscaling,
    @JsonPropertyDescription(
            "Resources of each pod. Left out: requests of 250m CPU and 512Mi, a memory limit of 1Gi.")
        @Nullable ResourceRequirements resources,
    @JsonPropertyDescription("What pods have beyond what the operator puts there.")
        PodOverrides pod,
    @JsonPropertyDescription("Settings of the server.") ServerSettings server,
    @JsonPropertyDescription("What channels rest on.") @Default("Redis") Broker broker,
    @JsonPropertyDescription("The Redis. Left out: a managed one in memory.")
        @Nullable RedisSpec redis,
    @JsonPropertyDescription("Maintenance mode.") Maintenance maintenance,
    @JsonPropertyDescription("How pods are replaced.") Rollout rollout,
    @JsonPropertyDescription("The Service.") ServiceSettings service,
    @JsonPropertyDescription("An Ingress. Left out: none.") @Nullable IngressSettings ingress,
    @JsonPropertyDescription("An HTTPRoute of the Gateway API. Left out: none.")
        @Nullable RouteSettings route,
    @JsonPropertyDescription("TLS on the pods' port. Left out: none.") @Nullable TlsSettings tls,
    @JsonPropertyDescription("Who may reach the pods.") NetworkAccess network,
    @JsonPropertyDescription("How many pods a node drain may take at a time.")
        DisruptionBudget disruptionBudget,
    @JsonPropertyDescription("What the service needs and this resource does not manage.")
        @Size(max = 50) List<Dependency> dependencies,
    @JsonPropertyDescription("What the operator may do when the service is in trouble.")
        RunbookSpec runbook,
    @JsonPropertyDescription("Where signals come from, and what is made for monitoring.")
        MonitoringSpec monitoring,
    @JsonPropertyDescription("Who hears of incidents.") @Size(max = 20) List<NotificationReceiver> notifications) {
  private static final int REPLICAS = 2;

  public RealtimeServiceSpec {
    pod = pod == null ? PodOverrides.none() : pod;
    server = server == null ? ServerSettings.defaults() : server;
    broker = broker == null ? Broker.REDIS : broker;
    redis = redis == null && broker == Broker.REDIS ? RedisSpec.defaults() : redis;
    maintenance = maintenance == null ? Maintenance.off() : maintenance;
    rollout = rollout == null ? Rollout.defaults() : rollout;
    service = service == null ? ServiceSettings.defaults() : service;
    network = network == null ? NetworkAccess.defaults() : network;
    disruptionBudget = disruptionBudget == null ? DisruptionBudget.defaults() : disruptionBudget;
    dependencies = dependencies == null ? List.of() : List.copyOf(dependencies);
    runbook = runbook == null ? RunbookSpec.defaults() : runbook;
    monitoring = monitoring == null ? MonitoringSpec.defaults() : monitoring;
    notifications = notifications == null ? List.of() : List.copyOf(notifications);
  }

  /** Pods asked for; without autoscaling. */
  public int replicasOrDefault() {
    return replicas == null ? REPLICAS : replicas;
  }

  /** Resources of each pod. */
  public ResourceRequirements resourcesOrDefault() {
    if (resources != null) {
      return resources;
    }
    return new ResourceRequirementsBuilder()
        .withRequests(Map.of("cpu", Quantity.parse("250m"), "memory", Quantity.parse("512Mi")))
        .withLimits(Map.of("memory", Quantity.parse("1Gi")))
        .build();
  }
}
