package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** TLS on the clients' port of the pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.secretName) != has(self.certManager)",
    message = "exactly one of secretName and certManager must be given")
public record TlsSettings(
    @JsonPropertyDescription("Name of a kubernetes.io/tls Secret.")
        @Size(max = 253) @Pattern("^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$") @Nullable String secretName,
    @JsonPropertyDescription("A certificate that cert-manager issues and renews.")
        @Nullable CertificateSettings certManager) {}
