package dev.realtime.api.v1alpha1.redis;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** TLS towards an external Redis. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RedisTls(
    @JsonPropertyDescription(
            "Secret with the certificates to trust, PEM. Left out: those of the Java runtime.")
        @Nullable SecretKey ca,
    @JsonPropertyDescription(
            "Name of a kubernetes.io/tls Secret with the client's own certificate. Left out: none is sent.")
        @Size(max = 253) @Pattern("^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$") @Nullable String clientCertificate) {}
