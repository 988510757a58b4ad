package dev.realtime.server.config;

/** Calls to the application's own backend. */
public record ProxyConfig(
    @Setting(value = "Asked when a client connects without a token.", live = true)
        ProxyEndpointConfig connect,
    @Setting(value = "Asked when a connection made by connect expires.", live = true)
        ProxyEndpointConfig refresh,
    @Setting(value = "Asked in channels with subscribeProxy.", live = true)
        ProxyEndpointConfig subscribe,
    @Setting(value = "Asked in channels with publishProxy.", live = true)
        ProxyEndpointConfig publish,
    @Setting(value = "Answers the clients' rpc commands.", live = true) ProxyEndpointConfig rpc) {}
