package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One endpoint of the application's backend. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProxyEndpointSettings(
    @JsonPropertyDescription("Address that is POSTed to; empty: off.")
        @Size(max = 2048) @Pattern("^((https?://[^\\s/]\\S*)?)$") @Nullable String url,
    @JsonPropertyDescription("Longest wait for the answer; SDKs give up after 5 s. Default: 1s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('10ms') && duration(self) <= duration('1m')",
            message = "timeout must be between 10ms and 1m")
        @Nullable String timeout,
    @JsonPropertyDescription(
            "Calls in flight; beyond, clients get the temporary error 111. Default: 100.")
        @Min(1) @Max(100000) @Nullable Integer concurrency,
    @JsonPropertyDescription(
            "Headers of the client's handshake that are passed on. Default: cookie,authorization,x-request-id,user-agent.")
        @Size(max = 100) @Nullable List<String> headers,
    @JsonPropertyDescription(
            "How long an answer is served again to an equal request; 0: never. Default: 0.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('0s') && duration(self) <= duration('24h')",
            message = "cacheTtl must be between 0s and 24h")
        @Nullable String cacheTtl,
    @JsonPropertyDescription(
            "RPC methods whose answers may be served again, since they only read. Only for rpc; without them its answers are never cached.")
        @Size(max = 100) @Nullable List<String> cacheMethods,
    @JsonPropertyDescription("Answers kept for that. Default: 10000.") @Min(1) @Max(10000000) @Nullable Integer cacheSize,
    @JsonPropertyDescription("Per cent of failed calls at which the circuit opens. Default: 50.")
        @Min(1) @Max(100) @Nullable Integer breakerFailureRate,
    @JsonPropertyDescription("Calls looked at for that. Default: 20.") @Min(1) @Max(10000) @Nullable Integer breakerWindow,
    @JsonPropertyDescription(
            "How long an open circuit refuses calls before it tries again. Default: 10s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('100ms') && duration(self) <= duration('1h')",
            message = "breakerOpen must be between 100ms and 1h")
        @Nullable String breakerOpen) {}
