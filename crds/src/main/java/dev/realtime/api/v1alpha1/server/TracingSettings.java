package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenTelemetry traces. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.ca) || self.endpoint.startsWith('https://')",
    message = "ca is for an endpoint with https: drop it, or change endpoint")
public record TracingSettings(
    @JsonPropertyDescription(
            "Where spans are POSTed to, OTLP in Protobuf over HTTP, as in http://collector:4318/v1/traces.")
        @Required
        @Size(max = 2048) @Pattern("^https?://[^\\s/]\\S*$") String endpoint,
    @JsonPropertyDescription(
            "Secret with headers for the collector, one 'Name: value' a line, for what it wants as proof of who sends; pods read it when they start.")
        @Nullable SecretKey headers,
    @JsonPropertyDescription(
            "Secret with the authority that an https collector is checked against, PEM; pods read it when they start. Left out: those of the Java runtime.")
        @Nullable SecretKey ca,
    @JsonPropertyDescription(
            "Part of the requests that are traced, 0 to 1. One in a hundred shows where time goes at little cost. Where a caller's trace goes on, its decision counts. Default: 0.01.")
        @Min(0) @Max(1) @Nullable Double sampling,
    @JsonPropertyDescription(
            "Let a client's traceparent header at the handshake begin the trace of its connect command. Only where an ingress sets it: who does decides what is sampled. Default: false.")
        @Nullable Boolean trustClients,
    @JsonPropertyDescription("Attribute service.name of everything sent. Default: realtime.")
        @Size(max = 255) @Pattern("^\\S.*$") @Nullable String serviceName,
    @JsonPropertyDescription(
            "More attributes of everything sent, as in deployment.environment.name: production.")
        @Size(max = 50) @Nullable Map<String, @Size(max = 1024) String> resource,
    @JsonPropertyDescription("Spans that wait to be sent; beyond, they are dropped. Default: 2048.")
        @Min(1) @Max(1000000) @Nullable Integer queue) {}
