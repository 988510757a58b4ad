package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An Ingress for clients outside the cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IngressSettings(
    @JsonPropertyDescription("Host name.")
        @Required
        @Size(max = 253) @Pattern("^(\\*\\.)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$") String host,
    @JsonPropertyDescription("Path prefix.") @Default("/") @Size(max = 255) @Pattern("^/.*$") String path,
    @JsonPropertyDescription("Ingress class. Left out: the cluster's default.")
        @Size(min = 1, max = 253) @Nullable String className,
    @JsonPropertyDescription("Secret with the certificate for the host. Left out: no TLS here.")
        @Size(max = 253) @Pattern("^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$") @Nullable String tlsSecretName,
    @JsonPropertyDescription(
            "Annotations. Long-lived connections are allowed for ingress-nginx; other controllers need their own.")
        @Size(max = 50) Map<String, String> annotations) {

  public IngressSettings {
    path = path == null ? "/" : path;
    annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
  }
}
