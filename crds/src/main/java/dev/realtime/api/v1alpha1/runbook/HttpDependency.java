package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service that answers over HTTP. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HttpDependency(
    @JsonPropertyDescription("What is fetched with GET. http or https, without user information.")
        @Required
        @Size(max = 2048) @Pattern("^https?://[^/@\\s]+(/[^\\s]*)?$") String url,
    @JsonPropertyDescription("Statuses that count as well. Empty: 200 to 399.") @Size(max = 20) List<@Min(100) @Max(599) Integer> expectedStatus,
    @JsonPropertyDescription("Token sent as Authorization: Bearer, if the service wants one.")
        @Nullable SecretKey bearerToken) {
  public HttpDependency {
    expectedStatus = expectedStatus == null ? List.of() : List.copyOf(expectedStatus);
  }
}
