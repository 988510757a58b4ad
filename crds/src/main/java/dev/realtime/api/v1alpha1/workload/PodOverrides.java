package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the pods of the server have beyond what the operator puts there. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.labels) || !self.labels.exists(k, k == 'app' || k.startsWith('app.kubernetes.io/') || k.startsWith('realtime.dev/'))",
    message =
        "labels app, app.kubernetes.io/... and realtime.dev/... belong to the operator; choose other keys")
@ValidationRule(
    value = "!has(self.annotations) || !self.annotations.exists(k, k.startsWith('realtime.dev/'))",
    message = "annotations realtime.dev/... belong to the operator; choose other keys")
@ValidationRule(
    value = "!has(self.env) || !self.env.exists(e, e.name.startsWith('REALTIME_'))",
    message = "env REALTIME_... belongs to the operator; use spec.server")
public record PodOverrides(
    @JsonPropertyDescription("Labels of the pods.") @Size(max = 50) Map<String, @Size(max = 63) String> labels,
    @JsonPropertyDescription("Annotations of the pods.") @Size(max = 50) Map<String, String> annotations,
    @JsonPropertyDescription("Labels of the nodes they may run on.") @Size(max = 50) Map<String, String> nodeSelector,
    @JsonPropertyDescription("Taints they tolerate.") @Size(max = 50) List<Toleration> tolerations,
    @JsonPropertyDescription("Affinity. Left out: spread over nodes and zones as far as possible.")
        @Nullable Affinity affinity,
    @JsonPropertyDescription(
            "Whether spreading over nodes and zones is wished for (Preferred), needed (Required) or left out (Off).")
        @Default("Preferred")
        TopologySpread topologySpread,
    @JsonPropertyDescription("Priority class.") @Size(min = 1, max = 253) @Nullable String priorityClassName,
    @JsonPropertyDescription("Runtime class.") @Size(min = 1, max = 253) @Nullable String runtimeClassName,
    @JsonPropertyDescription("Names of Secrets for pulling images, those of a managed Redis too.")
        @Size(max = 10) List<String> imagePullSecrets,
    @JsonPropertyDescription("More environment of the server, like JDK_JAVA_OPTIONS.")
        @Size(max = 50) List<EnvVar> env,
    @JsonPropertyDescription("Annotations of the ServiceAccount, for workload identity.")
        @Size(max = 20) Map<String, String> serviceAccountAnnotations) {

  public PodOverrides {
    labels = labels == null ? Map.of() : Map.copyOf(labels);
    annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
    topologySpread = topologySpread == null ? TopologySpread.PREFERRED : topologySpread;
    imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
    env = env == null ? List.of() : List.copyOf(env);
    serviceAccountAnnotations =
        serviceAccountAnnotations == null ? Map.of() : Map.copyOf(serviceAccountAnnotations);
  }

  /** Nothing beyond what the operator puts there. */
  public static PodOverrides none() {
    return new PodOverrides(
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        null,
        TopologySpread.PREFERRED,
        null,
        null,
        List.of(),
        List.of(),
        Map.of());
  }
}
