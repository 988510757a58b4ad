package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Options of channels without a namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "(has(self.historySize) && self.historySize > 0) == (has(self.historyTtl) && duration(self.historyTtl) > duration('0s'))",
    message = "a history needs both historySize and historyTtl above 0")
@ValidationRule(
    value =
        "!((has(self.recovery) && self.recovery) || (has(self.positioning) && self.positioning)) || (has(self.historySize) && self.historySize > 0)",
    message = "recovery and positioning need a history: set historySize and historyTtl")
@ValidationRule(
    value =
        "!(has(self.delta) && self.delta) || (has(self.recovery) && self.recovery) || (has(self.positioning) && self.positioning)",
    message = "delta needs recovery or positioning")
@ValidationRule(
    value =
        "!(has(self.forceJoinLeave) && self.forceJoinLeave) || (has(self.joinLeave) && self.joinLeave)",
    message = "forceJoinLeave needs joinLeave")
@ValidationRule(
    value = "!has(self.allowSubscribe) || self.allowSubscribe != 'subscriber'",
    message = "allowSubscribe: subscriber is circular; use none, user or anyone")
public record ChannelSettings(
    @JsonPropertyDescription("Publications kept for recovery and history. Default: 0.")
        @Min(0) @Max(1000000) @Nullable Integer historySize,
    @JsonPropertyDescription("How long they are kept after the last one. Default: 0.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('0s') && duration(self) <= duration('8760h')",
            message = "historyTtl must be between 0s and 8760h")
        @Nullable String historyTtl,
    @JsonPropertyDescription("How long offset and epoch outlive the publications. Default: 720h.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('0s') && duration(self) <= duration('87600h')",
            message = "historyMetaTtl must be between 0s and 87600h")
        @Nullable String historyMetaTtl,
    @JsonPropertyDescription(
            "Subscriptions recover what they missed; needs history. Default: false.")
        @Nullable Boolean recovery,
    @JsonPropertyDescription("What a returning subscriber is sent. Default: stream.")
        @Nullable RecoveryMode recoveryMode,
    @JsonPropertyDescription(
            "Subscriptions watch their position without recovering; needs history. Implied by recovery. Default: false.")
        @Nullable Boolean positioning,
    @JsonPropertyDescription("Keep who is in the channel. Default: false.")
        @Nullable Boolean presence,
    @JsonPropertyDescription("Tell that clients join and leave. Default: false.")
        @Nullable Boolean joinLeave,
    @JsonPropertyDescription(
            "Send joins and leaves also to subscribers that did not ask for them. Default: false.")
        @Nullable Boolean forceJoinLeave,
    @JsonPropertyDescription(
            "Who may subscribe without a token; subscriber makes no sense here. Default: none.")
        @Nullable Access allowSubscribe,
    @JsonPropertyDescription("Who may publish. Default: none.") @Nullable Access allowPublish,
    @JsonPropertyDescription("Who may read the history. Default: subscriber.")
        @Nullable Access allowHistory,
    @JsonPropertyDescription("Who may read the presence. Default: subscriber.")
        @Nullable Access allowPresence,
    @JsonPropertyDescription(
            "Subscribers may ask for fossil deltas: publications like the one before shrink to their difference. Needs history and positioning or recovery. Default: false.")
        @Nullable Boolean delta,
    @JsonPropertyDescription("Subscribers may filter publications by tags. Default: false.")
        @Nullable Boolean tagsFilter,
    @JsonPropertyDescription(
            "What happens to publications for a client whose queue is full. Default: disconnect.")
        @Nullable SlowClientPolicy slowClient,
    @JsonPropertyDescription(
            "Publications a second into one channel through this node; beyond, 111. 0: no bound. Default: 0.")
        @Min(0) @Max(10000000) @Nullable Integer publishRate,
    @JsonPropertyDescription(
            "Subscribers of one channel on this node; beyond, 106. 0: no bound. Default: 0.")
        @Min(0) @Max(10000000) @Nullable Integer maxSubscribers,
    @JsonPropertyDescription("What the name after the namespace has to match; empty: anything.")
        @Size(max = 1024) @Pattern("^(.{0,256})$") @Nullable String nameRegex,
    @JsonPropertyDescription("Ask proxy.subscribe whether a client may subscribe. Default: false.")
        @Nullable Boolean subscribeProxy,
    @JsonPropertyDescription("Ask proxy.publish whether a client may publish. Default: false.")
        @Nullable Boolean publishProxy) {}
