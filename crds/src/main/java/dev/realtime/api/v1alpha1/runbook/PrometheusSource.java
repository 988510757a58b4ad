package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Prometheus to read the metrics of the servers from, in place of scraping the pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PrometheusSource(
    @JsonPropertyDescription("Base address of its HTTP API.")
        @Required
        @Size(max = 2048) @Pattern("^https?://[^@\\s]+$") String url,
    @JsonPropertyDescription("Token sent as Authorization: Bearer, if it wants one.")
        @Nullable SecretKey bearerToken,
    @JsonPropertyDescription(
            "Labels that select the series of this service, beside namespace and pod name.")
        Map<String, String> labels) {
  public PrometheusSource {
    labels = labels == null ? Map.of() : Map.copyOf(labels);
  }
}
