package dev.realtime.server.config;

/** Where health, metrics and drain are served. */
public record ManagementConfig(
    @Setting(value = "Address to listen on.", def = "0.0.0.0") String host,
    @Setting(value = "Port; 0 takes a free one.", def = "9004", min = "0", max = "65535")
        int port) {}
