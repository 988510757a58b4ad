package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The server API under {@code /api}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiSettings(
    @JsonPropertyDescription(
            "Secret with the key that callers send. Left out: a key is generated into the Secret <name>-api-key.")
        @Nullable SecretKey key,
    @JsonPropertyDescription("Longest request body. Default: 4MiB.")
        @Size(max = 20) @Pattern(Forms.SIZE) @Nullable String maxBody) {}
