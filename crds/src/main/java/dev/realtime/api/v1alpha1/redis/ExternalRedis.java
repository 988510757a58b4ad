package dev.realtime.api.v1alpha1.redis;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Redis that is there already. The operator watches it and never touches it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "(self.mode == 'Sentinel') == has(self.masterName)",
    message = "masterName is needed for mode Sentinel, and for that mode only")
@ValidationRule(
    value = "self.mode == 'Sentinel' || !has(self.sentinelPassword)",
    message = "sentinelPassword is for mode Sentinel only")
public record ExternalRedis(
    @JsonPropertyDescription(
            "What the addresses are: Standalone (several: channels are spread over them), Sentinel or Cluster.")
        @Default("Standalone")
        RedisMode mode,
    @JsonPropertyDescription("host:port of each Redis, Sentinel, or some nodes of the cluster.")
        @Required
        @Size(min = 1, max = 50) List<@Pattern("^([^\\s:/]{1,253}|\\[[0-9a-fA-F:]+\\]):[0-9]{1,5}$") String> addresses,
    @JsonPropertyDescription("Name under which the Sentinels know the master.")
        @Size(min = 1, max = 253) @Nullable String masterName,
    @JsonPropertyDescription("ACL user. Left out: the default user.") @Size(min = 1, max = 253) @Nullable String username,
    @JsonPropertyDescription("Secret with the password.") @Nullable SecretKey password,
    @JsonPropertyDescription("Secret with the Sentinels' own password.")
        @Nullable SecretKey sentinelPassword,
    @JsonPropertyDescription("TLS towards Redis. Left out: none.") @Nullable RedisTls tls) {

  public ExternalRedis {
    mode = mode == null ? RedisMode.STANDALONE : mode;
    addresses = addresses == null ? List.of() : List.copyOf(addresses);
  }
}
