package dev.realtime.server.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls to the application's own backend. */
public record ProxyConfig(
    @Setting(value = "Asked when a client connects without a token.", live = true)
        ProxyEndpointConfig connect,
    @Setting(value = "Asked when a connection made by connect expires.", live = true)
        ProxyEndpointConfig refresh,
    @Setting(value = "Asked in channels with subscribeProxy.", live = true)
        ProxyEndpointConfig subscribe,
    @Setting(value = "Asked when a subscription that subscribe gave a time expires.", live = true)
        ProxyEndpointConfig subRefresh,
    @Setting(value = "Asked in channels with publishProxy.", live = true)
        ProxyEndpointConfig publish,
    @Setting(value = "Answers the clients' rpc commands.", live = true) ProxyEndpointConfig rpc,
    @Setting("PEM file with the authority that https backends are checked against; none: Java's.")
        @Nullable Path caFile) {
  /** All endpoints, asked or not. */
  public List<ProxyEndpointConfig> endpoints() {
    return List.of(connect, refresh, subscribe, subRefresh, publish, rpc);
  }
}
