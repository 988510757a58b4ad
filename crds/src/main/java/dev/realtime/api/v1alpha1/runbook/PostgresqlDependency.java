package dev.realtime.api.v1alpha1.runbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * A PostgreSQL database. The operator connects as a user of its own, which needs no rights beyond
 * CONNECT; with pg_read_all_stats it also sees the slowest statements.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostgresqlDependency(
    @JsonPropertyDescription("Host name or address.") @Required @Size(min = 1, max = 253) String host,
    @JsonPropertyDescription("Port.") @Default("" + PostgresqlDependency.PORT) @Min(1) @Max(65535) Integer port,
    @JsonPropertyDescription("Name of the database.") @Required @Size(min = 1, max = 63) String database,
    @JsonPropertyDescription("Where the user name is.") @Required SecretKey username,
    @JsonPropertyDescription("Where the password is.") @Required SecretKey password,
    @JsonPropertyDescription("disable, require, verify-ca or verify-full.")
        @Default(PostgresqlDependency.SSL_MODE)
        @Pattern("^(disable|require|verify-ca|verify-full)$") String sslMode) {
  static final int PORT = 5432;
  static final String SSL_MODE = "require";

  public PostgresqlDependency {
    port = port == null ? PORT : port;
    sslMode = sslMode == null ? SSL_MODE : sslMode;
  }
}
