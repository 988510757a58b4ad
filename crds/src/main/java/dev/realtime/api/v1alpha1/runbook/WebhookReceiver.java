package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** An HTTP endpoint that gets a JSON document per event, signed with HMAC-SHA256. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.url) != has(self.urlFrom)",
    message = "exactly one of url and urlFrom must be given")
public record WebhookReceiver(
    @JsonPropertyDescription("Address the document is posted to.")
        @Size(max = 2048) @Pattern("^https?://[^@\\s]+$") @Nullable String url,
    @JsonPropertyDescription("Where the address is, if it is itself a secret.")
        @Nullable SecretKey urlFrom,
    @JsonPropertyDescription("Key of the signature. Left out: not signed.")
        @Nullable SecretKey signingKey) {}
