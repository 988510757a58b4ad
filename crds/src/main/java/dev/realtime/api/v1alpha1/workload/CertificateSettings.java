package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A certificate from cert-manager. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificateSettings(
    @JsonPropertyDescription("Name of the issuer.") @Required @Size(min = 1, max = 253) String issuer,
    @JsonPropertyDescription("Kind of the issuer.") @Default("Issuer") IssuerKind issuerKind,
    @JsonPropertyDescription("DNS names beside those of the Service.") @Size(max = 50) List<@Size(min = 1, max = 253) String> dnsNames) {

  public CertificateSettings {
    issuerKind = issuerKind == null ? IssuerKind.ISSUER : issuerKind;
    dnsNames = dnsNames == null ? List.of() : List.copyOf(dnsNames);
  }
}
