package dev.realtime.api.v1alpha1.workload;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A Gateway API HTTPRoute for clients outside the cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouteSettings(
    @JsonPropertyDescription("Gateways it attaches to.") @Required @Size(min = 1, max = 10) List<GatewayReference> gateways,
    @JsonPropertyDescription("Host names. Empty: those of the gateway.") @Size(max = 16) List<@Pattern("^(\\*\\.)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$") String> hostnames,
    @JsonPropertyDescription("Path prefix.") @Default("/") @Size(max = 255) @Pattern("^/.*$") String path) {

  public RouteSettings {
    gateways = gateways == null ? List.of() : List.copyOf(gateways);
    hostnames = hostnames == null ? List.of() : List.copyOf(hostnames);
    path = path == null ? "/" : path;
  }
}
