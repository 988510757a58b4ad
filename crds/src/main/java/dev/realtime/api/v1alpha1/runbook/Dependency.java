package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Something the service needs that this resource does not manage. Checked all the time; names the
 * cause when it fails.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "[has(self.postgresql), has(self.http), has(self.tcp), has(self.redis)].filter(x, x).size() == 1",
    message = "exactly one of postgresql, http, tcp and redis must be given")
public record Dependency(
    @JsonPropertyDescription(
            "Name, unique among the dependencies; used in the checklist, metrics and records.")
        @Required
        @Pattern("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$") String name,
    @JsonPropertyDescription("A PostgreSQL database.") @Nullable PostgresqlDependency postgresql,
    @JsonPropertyDescription("A service that answers over HTTP.") @Nullable HttpDependency http,
    @JsonPropertyDescription("Something that accepts TCP connections.") @Nullable TcpDependency tcp,
    @JsonPropertyDescription("A Redis beside the one of this service.")
        @Nullable RedisDependency redis,
    @JsonPropertyDescription(
            "Time to answer above which it counts as slow. Left out: thresholds.causes.dependencyMillis.")
        @Min(1) @Max(600000) @Nullable Integer slowMillis,
    @JsonPropertyDescription("Time to answer after which it counts as unreachable.")
        @Default("" + Dependency.TIMEOUT_MILLIS)
        @Min(10) @Max(30000) Integer timeoutMillis,
    @JsonPropertyDescription("Time between two checks.")
        @Default("" + Dependency.INTERVAL_SECONDS)
        @Min(1) @Max(3600) Integer intervalSeconds,
    @JsonPropertyDescription("What the runbook may do about calls to it.")
        DependencyPolicy policy) {
  static final int TIMEOUT_MILLIS = 2000;
  static final int INTERVAL_SECONDS = 5;

  public Dependency {
    timeoutMillis = timeoutMillis == null ? TIMEOUT_MILLIS : timeoutMillis;
    intervalSeconds = intervalSeconds == null ? INTERVAL_SECONDS : intervalSeconds;
    policy = policy == null ? DependencyPolicy.nothing() : policy;
  }

  /** True for a database, whose trouble has causes of its own in the runbook. */
  @JsonIgnore
  public boolean isDatabase() {
    return postgresql != null;
  }
}
