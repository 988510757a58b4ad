package dev.realtime.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may connect. */
public record AuthConfig(
    @Setting(
            value = "Let clients without a token in, with an empty user id.",
            def = "false",
            live = true)
        boolean anonymous,
    @Setting(
            value = "File with the secret of HS256, HS384 and HS512 tokens; at least 32 bytes.",
            live = true)
        @Nullable Path hmacSecretFile,
    @Setting(
            value = "File with the secret before it, accepted while it is rotated out.",
            live = true,
            mayBeMissing = true)
        @Nullable Path hmacPreviousSecretFile,
    @Setting(
            value = "Files with public keys for RS* and ES* tokens: PEM, JWK or JWK sets.",
            live = true)
        List<Path> publicKeyFiles,
    @Setting("A JWKS endpoint with public keys.") JwksConfig jwks,
    @Setting(value = "Has to be among a token's aud; empty: not checked.", live = true)
        String audience,
    @Setting(value = "Has to be a token's iss; empty: not checked.", live = true) String issuer,
    @Setting(
            value = "Claim that holds the user's id.",
            def = "sub",
            pattern = "[a-zA-Z_]{1,64}",
            live = true)
        String userIdClaim,
    @Setting(
            value = "How far the clocks of application and server may be apart.",
            def = "0",
            max = "5m",
            live = true)
        Duration leeway,
    @Setting(
            value =
                "How long a client may stay after its token expired, to fetch and send another.",
            def = "25s",
            max = "1h",
            live = true)
        Duration refreshGrace,
    @Setting(
            value =
                "Subscribe every user to a channel of its own, named by userChannelPrefix and"
                    + " #user.",
            def = "false")
        boolean userChannel,
    @Setting(
            value = "What comes before #user in the name of a user's own channel.",
            def = "",
            pattern = "[-a-zA-Z0-9_.:]{0,64}")
        String userChannelPrefix) {}
