package dev.realtime.operator.reconcile;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Kinds of other projects of which a service may have objects. A cluster serves them or not, and
 * that may change; see {@link ForeignApis}. No library brings types for them: they are trees of
 * maps.
 */
public enum ForeignKind {
  /** Gateway API. */
  HTTP_ROUTE("gateway.networking.k8s.io", "v1", "HTTPRoute"),
  /** Prometheus Operator: scrape through a Service. */
  SERVICE_MONITOR("monitoring.coreos.com", "v1", "ServiceMonitor"),
  /** Prometheus Operator: scrape pods. */
  POD_MONITOR("monitoring.coreos.com", "v1", "PodMonitor"),
  /** Prometheus Operator: alerts. */
  PROMETHEUS_RULE("monitoring.coreos.com", "v1", "PrometheusRule"),
  /** cert-manager. */
  CERTIFICATE("cert-manager.io", "v1", "Certificate");

  private final String group;
  private final String version;
  private final String kind;

  ForeignKind(String group, String version, String kind) {
    this.group = group;
    this.version = version;
    this.kind = kind;
  }

  /** The kind of an object; empty for Kubernetes' own. */
  public static Optional<ForeignKind> of(HasMetadata object) {
    return Stream.of(values())
        .filter(
            kind ->
                kind.kind().equals(object.getKind())
                    && kind.apiVersion().equals(object.getApiVersion()))
        .findFirst();
  }

  /** group/version. */
  public String apiVersion() {
    return group + "/" + version;
  }

  /** As it stands in objects. */
  public String kind() {
    return kind;
  }

  GroupVersionKind type() {
    return new GroupVersionKind(group, version, kind);
  }

  /** An object of this kind. */
  public GenericKubernetesResource object(ObjectMeta metadata, Map<String, Object> spec) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion(apiVersion());
    object.setKind(kind());
    object.setMetadata(metadata);
    object.setAdditionalProperty("spec", spec);
    return object;
  }
}
