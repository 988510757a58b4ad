package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import org.jspecify.annotations.Nullable;

/** Calls to the application's own backend. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProxySettings(
    @JsonPropertyDescription("Asked when a client connects without a token.")
        @Nullable ProxyEndpointSettings connect,
    @JsonPropertyDescription("Asked when a connection made by connect expires.")
        @Nullable ProxyEndpointSettings refresh,
    @JsonPropertyDescription("Asked in channels with subscribeProxy.")
        @Nullable ProxyEndpointSettings subscribe,
    @JsonPropertyDescription("Asked when a subscription that subscribe gave a time expires.")
        @Nullable ProxyEndpointSettings subRefresh,
    @JsonPropertyDescription("Asked in channels with publishProxy.")
        @Nullable ProxyEndpointSettings publish,
    @JsonPropertyDescription("Answers the clients' rpc commands.")
        @Nullable ProxyEndpointSettings rpc,
    @JsonPropertyDescription(
            "Secret with the authority that https backends are checked against, PEM; pods read it when they start. Left out: those of the Java runtime.")
        @Nullable SecretKey ca) {}
