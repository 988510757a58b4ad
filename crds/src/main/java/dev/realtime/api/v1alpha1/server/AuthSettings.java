package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may connect. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.hmacPreviousSecret) || has(self.hmacSecret)",
    message =
        "hmacPreviousSecret needs hmacSecret: a generated key is rotated by the annotation realtime.dev/rotate-keys, which keeps the one before")
public record AuthSettings(
    @JsonPropertyDescription(
            "Secret with the key of HS256, HS384 and HS512 tokens, at least 32 bytes. Left out: a key is generated into the Secret <name>-token-key.")
        @Nullable SecretKey hmacSecret,
    @JsonPropertyDescription("Secret with the key before it, accepted while it is rotated out.")
        @Nullable SecretKey hmacPreviousSecret,
    @JsonPropertyDescription(
            "Secrets with public keys for RS* and ES* tokens: PEM, JWK or JWK sets.")
        @Size(max = 20) @Nullable List<SecretKey> publicKeys,
    @JsonPropertyDescription(
            "Let clients without a token in, with an empty user id. Default: false.")
        @Nullable Boolean anonymous,
    @JsonPropertyDescription("A JWKS endpoint with public keys.") @Nullable JwksSettings jwks,
    @JsonPropertyDescription("Has to be among a token's aud; empty: not checked.") @Size(max = 1024) @Nullable String audience,
    @JsonPropertyDescription("Has to be a token's iss; empty: not checked.") @Size(max = 1024) @Nullable String issuer,
    @JsonPropertyDescription("Claim that holds the user's id. Default: sub.")
        @Size(max = 1024) @Pattern("^([a-zA-Z_]{1,64})$") @Nullable String userIdClaim,
    @JsonPropertyDescription(
            "How far the clocks of application and server may be apart. Default: 0.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('0s') && duration(self) <= duration('5m')",
            message = "leeway must be between 0s and 5m")
        @Nullable String leeway,
    @JsonPropertyDescription(
            "How long a client may stay after its token expired, to fetch and send another. Default: 25s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('0s') && duration(self) <= duration('1h')",
            message = "refreshGrace must be between 0s and 1h")
        @Nullable String refreshGrace,
    @JsonPropertyDescription(
            "Subscribe every user to a channel of its own, named by userChannelPrefix and #user. Default: false.")
        @Nullable Boolean userChannel,
    @JsonPropertyDescription("What comes before #user in the name of a user's own channel.")
        @Size(max = 1024) @Pattern("^([-a-zA-Z0-9_.:]{0,64})$") @Nullable String userChannelPrefix) {}
