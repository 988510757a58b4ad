package dev.realtime.operator.reconcile;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceSpec;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.workload.ServiceSettings;
import dev.realtime.operator.reconcile.config.Configuration;
import dev.realtime.operator.reconcile.connections.Connections;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import org.jspecify.annotations.Nullable;

/**
 * All that the desired objects follow from. Dependents are functions of it and of nothing else.
 *
 * @param service as the API server has it; never changed
 * @param names what its objects are called
 * @param overrides those that hold for the service's generation
 * @param serverImage image of the server, with default and override applied
 * @param redisImage image of a managed Redis, with default applied
 * @param configuration what the pods read
 * @param lasting the same without what the runbook has relieved for a while: what a revision is, so
 *     that relief is no rollout and nothing to go back to
 * @param connections what is known of the clients' connections
 * @param connectionFloor replicas that connections per replica call for; 0: none, or not measured
 * @param managementTokens digests of what the pods accept at their management port, as they read
 *     it; null: they ask nobody
 * @param operatorNamespace where the operator's own pods are
 */
public record Situation(
    RealtimeService service,
    Names names,
    Overrides overrides,
    String serverImage,
    String redisImage,
    Configuration configuration,
    Configuration lasting,
    Connections connections,
    int connectionFloor,
    @Nullable String managementTokens,
    String operatorNamespace) {

  /** The spec. */
  public RealtimeServiceSpec spec() {
    return service.getSpec();
  }

  /** The same, with these digests of what the pods accept at their management port. */
  Situation withManagementTokens(@Nullable String digests) {
    return new Situation(
        service,
        names,
        overrides,
        serverImage,
        redisImage,
        configuration,
        lasting,
        connections,
        connectionFloor,
        digests,
        operatorNamespace);
  }

  /** Namespace of the service and of all its objects. */
  public String namespace() {
    return service.getMetadata().getNamespace();
  }

  /** Least replicas the runbook asks for; 0: none. */
  public int runbookFloor() {
    return overrides.replicas() == null ? 0 : overrides.replicas().floor();
  }

  /** Metadata of an object: labels, and the service as its owner. */
  public ObjectMetaBuilder meta(String name, String component) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(namespace())
        .withLabels(names.labels(component))
        .withOwnerReferences(owner());
  }

  /** The Service of the spec. */
  public ServiceSettings serviceSettings() {
    return spec().service();
  }

  private OwnerReference owner() {
    return new OwnerReferenceBuilder()
        .withApiVersion(service.getApiVersion())
        .withKind(service.getKind())
        .withName(service.getMetadata().getName())
        .withUid(service.getMetadata().getUid())
        .withController(true)
        .build();
  }
}
