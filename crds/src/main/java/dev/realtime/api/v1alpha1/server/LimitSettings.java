package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Bounds of a pod, of a user and of a connection. 0 means no bound where it is allowed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitSettings(
    @JsonPropertyDescription(
            "Connections of the node; beyond, new ones get 503. At 12 KiB each, 50,000 need 600 MiB. Default: 50000.")
        @Min(1) @Max(10000000) @Nullable Integer connections,
    @JsonPropertyDescription(
            "Connections of one user on this node; beyond, 3504. 0: no bound. Default: 0.")
        @Min(0) @Max(10000000) @Nullable Integer connectionsPerUser,
    @JsonPropertyDescription(
            "Connections of one client address; beyond, 429. 0: no bound. Default: 0.")
        @Min(0) @Max(10000000) @Nullable Integer connectionsPerIp,
    @JsonPropertyDescription("New connections a second; beyond, 503. 0: no bound. Default: 0.")
        @Min(0) @Max(10000000) @Nullable Integer connectRate,
    @JsonPropertyDescription(
            "New connections at once before connectRate counts; 0: one second's worth. Default: 0.")
        @Min(0) @Max(10000000) @Nullable Integer connectBurst,
    @JsonPropertyDescription(
            "Sockets that are no client yet (handshakes under way, calls of the API); beyond, a new one is closed at once. At 12 KiB each, 5,000 need 60 MiB. Default: 5000.")
        @Min(16) @Max(1000000) @Nullable Integer handshakes,
    @JsonPropertyDescription(
            "Share of the heap's old generation, or of direct memory, in use at which new clients get 503. Default: 0.92.")
        @Min(0.1) @Max(1) @Nullable Double shedMemory,
    @JsonPropertyDescription(
            "Event-loop lag at which, once it has stood for a second, new clients get 503. Default: 500ms.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('5ms') && duration(self) <= duration('1m')",
            message = "shedLag must be between 5ms and 1m")
        @Nullable String shedLag,
    @JsonPropertyDescription(
            "What 503 and 429 say in Retry-After, spread at random up to twice of it so that clients do not come back together. Default: 5s.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('1s') && duration(self) <= duration('1h')",
            message = "retryAfter must be between 1s and 1h")
        @Nullable String retryAfter,
    @JsonPropertyDescription("Longest frame or message of a client; beyond, 1009. Default: 64KiB.")
        @Size(max = 20) @Pattern(Forms.SIZE) @Nullable String messageSize,
    @JsonPropertyDescription(
            "Bytes waiting for one client, shared ones counted in full; beyond, its channels' slowClient policy. A megabyte is 16 messages of the longest size. Default: 1MiB.")
        @Size(max = 20) @Pattern(Forms.SIZE) @Nullable String clientQueueSize,
    @JsonPropertyDescription(
            "Bytes waiting for all slow clients together, what they share counted once; from half of it on clientQueueSize shrinks for everybody, down to nothing at the bound. 0: half of the direct memory. Default: 0.")
        @Size(max = 20) @Pattern(Forms.SIZE) @Nullable String queuesSize,
    @JsonPropertyDescription(
            "Bytes of publications waiting for one event loop; from half of it on, publishers get 111; beyond, the channels concerned are repaired from history. Default: 64MiB.")
        @Size(max = 20) @Pattern(Forms.SIZE) @Nullable String loopQueueSize,
    @JsonPropertyDescription(
            "Direct memory for buffers; 0: half of what is left of the container's memory after the heap. Default: 0.")
        @Size(max = 20) @Pattern(Forms.SIZE) @Nullable String directMemory,
    @JsonPropertyDescription(
            "Bytes that the bodies of HTTP requests take together, from the first byte to the answer; beyond, 503. Without an API key half of it. 0: an eighth of the direct memory, at least api.maxBody. Default: 0.")
        @Size(max = 20) @Pattern(Forms.SIZE) @ValidationRule(
            value = "[self].all(s, " + Forms.BYTES + " <= 17179869184.0)",
            message = "requestBodies must be at most 16GiB")
        @Nullable String requestBodies,
    @JsonPropertyDescription(
            "Commands of one client that may wait for an answer; beyond, reads stop. Commands by emulation cannot be held back, and get 111 from twice as many on. Default: 16.")
        @Min(1) @Max(1024) @Nullable Integer pendingCommands,
    @JsonPropertyDescription("Channels one client may be subscribed to; beyond, 106. Default: 128.")
        @Min(1) @Max(100000) @Nullable Integer channelsPerClient,
    @JsonPropertyDescription(
            "Commands a second of one connection; beyond, 111. 0: no bound. Default: 0.")
        @Min(0) @Max(10000000) @Nullable Integer commandsPerConnection,
    @JsonPropertyDescription(
            "Commands a second of one user on this node; beyond, 111. 0: no bound. Default: 0.")
        @Min(0) @Max(10000000) @Nullable Integer commandsPerUser,
    @JsonPropertyDescription(
            "Publications a second of one connection; beyond, 111. 0: no bound. Default: 0.")
        @Min(0) @Max(10000000) @Nullable Integer publishesPerConnection,
    @JsonPropertyDescription(
            "Publications read for one recovery; longer gaps are not recovered. Default: 300.")
        @Min(1) @Max(100000) @Nullable Integer recoveryPublications,
    @JsonPropertyDescription("Publications one history request may ask for. Default: 300.")
        @Min(1) @Max(100000) @Nullable Integer historyPublications,
    @JsonPropertyDescription(
            "Pushes a second that make clients resubscribe (code 2500): SDKs do so at once, without jitter. Default: 500.")
        @Min(1) @Max(10000000) @Nullable Integer resubscribeRate,
    @JsonPropertyDescription(
            "How long at most an event loop rests from fan-out, for twice the time that the last one to 100 subscribers or more took it; what is published meanwhile is sent together. 0: never. Default: 4ms.")
        @Size(max = 20) @Pattern(Forms.DURATION) @ValidationRule(
            value = "duration(self) >= duration('0ms') && duration(self) <= duration('100ms')",
            message = "fanOutRest must be between 0ms and 100ms")
        @Nullable String fanOutRest) {}
