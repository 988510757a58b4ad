package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
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
            "Headers of the client's connect command that are passed on. Clients write them as they like: only for what the backend verifies, such as a token.")
        @Size(max = 100) @ValidationRule(
            value = Forms.FREE_HEADERS,
            message =
                "emulatedHeaders must not name a header that the connection itself sets, such as Host, Connection or Content-Type")
        @Nullable List<@Size(max = 64) @Pattern("^[-a-zA-Z0-9_]{1,64}$") String> emulatedHeaders,
    @JsonPropertyDescription(
            "Headers added to every request, unless one that is passed on has the same name. They stand in a ConfigMap: no place for a secret.")
        @Size(max = 50) @ValidationRule(
            value = "self.all(name, name.matches('^[-a-zA-Z0-9_]{1,64}$'))",
            message =
                "names in staticHeaders must be names of headers: 1 to 64 letters, digits, - and _")
        @ValidationRule(
            value = "self.all(name, self[name].matches('^[\\\\t -~\\\\x80-\\\\xff]*$'))",
            message =
                "values in staticHeaders must be what a header can hold: printable characters, blanks and tabs, no line breaks")
        @ValidationRule(
            value = Forms.FREE_HEADERS,
            message =
                "staticHeaders must not name a header that the connection itself sets, such as Host, Connection or Content-Type")
        @Nullable Map<String, @Size(max = 4096) String> staticHeaders,
    @JsonPropertyDescription("Pass the connection's meta information on. Default: false.")
        @Nullable Boolean includeMeta,
    @JsonPropertyDescription(
            "Pass payloads on as base64 (b64data), for Protobuf clients that send no JSON. Default: false.")
        @Nullable Boolean binary,
    @JsonPropertyDescription(
            "How long an answer is served again to an equal request; 0: never. Default: 0.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('0s') && duration(self) <= duration('24h')",
            message = "cacheTtl must be between 0s and 24h")
        @Nullable String cacheTtl,
    @JsonPropertyDescription(
            "RPC methods whose answers may be served again, since they only read. Only for rpc; without them its answers are never cached.")
        @Size(max = 100) @Nullable List<String> cacheMethods,
    @JsonPropertyDescription(
            "Answers of up to 1 KiB kept for that; a longer one counts as several. Default: 10000.")
        @Min(1) @Max(10000000) @Nullable Integer cacheSize,
    @JsonPropertyDescription(
            "Whether the circuit breaker works by itself (auto), opens at the first failed call and tries one at a time (eager: what it keeps away counts as refused on purpose), is open so that nothing is asked (open), or never opens ('off', in quotes: YAML reads a bare one as false). Default: auto.")
        @Nullable BreakerMode breaker,
    @JsonPropertyDescription("Per cent of failed calls at which the circuit opens. Default: 50.")
        @Min(1) @Max(100) @Nullable Integer breakerFailureRate,
    @JsonPropertyDescription(
            "Calls that take longer count as failed for that; 0: only failed calls do. Default: 0.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('0s') && duration(self) <= duration('1m')",
            message = "breakerSlow must be between 0s and 1m")
        @Nullable String breakerSlow,
    @JsonPropertyDescription("Calls looked at for that. Default: 20.") @Min(1) @Max(10000) @Nullable Integer breakerWindow,
    @JsonPropertyDescription(
            "How long an open circuit refuses calls before it tries again. Default: 10s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('100ms') && duration(self) <= duration('1h')",
            message = "breakerOpen must be between 100ms and 1h")
        @Nullable String breakerOpen) {}
