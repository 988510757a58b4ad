package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A Redis that the application uses beside the one of this service. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RedisDependency(
    @JsonPropertyDescription("Host name or address.") @Required @Size(min = 1, max = 253) String host,
    @JsonPropertyDescription("Port.") @Default("" + RedisDependency.PORT) @Min(1) @Max(65535) Integer port,
    @JsonPropertyDescription("Whether it speaks TLS.") @Default("false") Boolean tls,
    @JsonPropertyDescription("Where the password is, if it has one.")
        @Nullable SecretKey password) {
  static final int PORT = 6379;

  public RedisDependency {
    port = port == null ? PORT : port;
    tls = tls == null ? false : tls;
  }
}
