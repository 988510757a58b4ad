package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
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
    @JsonPropertyDescription("Asked in channels with publishProxy.")
        @Nullable ProxyEndpointSettings publish,
    @JsonPropertyDescription("Answers the clients' rpc commands.")
        @Nullable ProxyEndpointSettings rpc) {}
