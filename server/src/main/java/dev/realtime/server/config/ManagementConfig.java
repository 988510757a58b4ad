package dev.realtime.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where health, metrics and drain are served, and to whom. */
public record ManagementConfig(
    @Setting(value = "Address to listen on.", def = "0.0.0.0") String host,
    @Setting(value = "Port; 0 takes a free one.", def = "9004", min = "0", max = "65535") int port,
    @Setting(
            value =
                "File with the token that everybody but this machine sends for `/metrics` and"
                    + " `/health` (`Authorization: Bearer TOKEN`); without it nobody is asked.",
            live = true)
        @Nullable Path tokenFile,
    @Setting(
            value = "File with the token before it, accepted while it is rotated out.",
            live = true,
            mayBeMissing = true)
        @Nullable Path previousTokenFile) {}
