package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings of the server, under the names of its configuration reference. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!((has(self.channels) && has(self.channels.subscribeProxy) && self.channels.subscribeProxy) || (has(self.namespaces) && self.namespaces.exists(n, has(n.subscribeProxy) && n.subscribeProxy))) || (has(self.proxy) && has(self.proxy.subscribe) && has(self.proxy.subscribe.url))",
    message = "subscribeProxy needs proxy.subscribe.url")
@ValidationRule(
    value =
        "!((has(self.channels) && has(self.channels.publishProxy) && self.channels.publishProxy) || (has(self.namespaces) && self.namespaces.exists(n, has(n.publishProxy) && n.publishProxy))) || (has(self.proxy) && has(self.proxy.publish) && has(self.proxy.publish.url))",
    message = "publishProxy needs proxy.publish.url")
@ValidationRule(
    value =
        "!has(self.limits) || !has(self.limits.requestBodies) || !self.limits.requestBodies.matches('"
            + Forms.SIZE
            + "') || [[self.limits.requestBodies, has(self.api) && has(self.api.maxBody) ? self.api.maxBody : '4MiB'].map(s, "
            + Forms.BYTES
            + ")].all(bytes, bytes[0] == 0.0 || bytes[0] >= bytes[1])",
    message =
        "limits.requestBodies must be 0 or at least api.maxBody (4MiB unless set), or a request of that length would always get 503")
public record ServerSettings(
    @JsonPropertyDescription("The port of the clients.") @Nullable ListenSettings listen,
    @JsonPropertyDescription("Who may connect.") @Nullable AuthSettings auth,
    @JsonPropertyDescription("The server API.") @Nullable ApiSettings api,
    @JsonPropertyDescription(
            "Origins whose pages may connect, like https://example.com or https://*.example.com. None: pages of the server's own host only. * alone: any.")
        @Size(max = 100) @Nullable List<@Pattern("^(\\*|https?://[^/\\s]{1,255})$") String> origins,
    @JsonPropertyDescription("How the connection of one client behaves.")
        @Nullable ClientSettings client,
    @JsonPropertyDescription("Bounds of a pod, of a user and of a connection.")
        @Nullable LimitSettings limits,
    @JsonPropertyDescription("How clients spread over pods that were added.")
        @Nullable RebalanceSettings rebalance,
    @JsonPropertyDescription("How channel names are read.")
        @Nullable ChannelNameSettings channelNames,
    @JsonPropertyDescription("Options of channels without a namespace.")
        @Nullable ChannelSettings channels,
    @JsonPropertyDescription("Named groups of channels, with options of their own.")
        @Size(max = 100) @Nullable List<NamespaceSettings> namespaces,
    @JsonPropertyDescription("Calls to the application's own backend.")
        @Nullable ProxySettings proxy,
    @JsonPropertyDescription("Logs.") @Nullable LogSettings log,
    @JsonPropertyDescription("OpenTelemetry traces. Left out: none.")
        @Nullable TracingSettings tracing) {

  /** Settings of a service whose spec names none: the server's own defaults. */
  public static ServerSettings defaults() {
    return new ServerSettings(
        null, null, null, null, null, null, null, null, null, null, null, null, null);
  }
}
