package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The server API under {@code /api}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.previousKey) || has(self.key)",
    message =
        "previousKey needs key: a generated key is rotated by the annotation realtime.dev/rotate-keys, which keeps the one before")
public record ApiSettings(
    @JsonPropertyDescription(
            "Secret with the key that callers send. Left out: a key is generated into the Secret <name>-api-key.")
        @Nullable SecretKey key,
    @JsonPropertyDescription("Secret with the key before it, accepted while it is rotated out.")
        @Nullable SecretKey previousKey,
    @JsonPropertyDescription(
            "Longest body of a request with an accepted key; without one it is 64 KiB. Default: 4MiB.")
        @Size(max = 20) @Pattern(Forms.SIZE) @Nullable String maxBody,
    @JsonPropertyDescription(
            "Tell the errors of calls by HTTP status too (429 for 111), as the header X-Centrifugo-Error-Mode: transport does for one request; without it the status is 200 and the error stands in the body, as SDKs expect. Default: false.")
        @Nullable Boolean statusErrors) {}
