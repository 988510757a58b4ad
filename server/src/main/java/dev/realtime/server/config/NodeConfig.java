package dev.realtime.server.config;

/** This node among the others. */
public record NodeConfig(
    @Setting(
            "Name shown in metrics, logs and the server API; in Kubernetes the pod's name. Empty:"
                + " the host's name.")
        String name) {}
