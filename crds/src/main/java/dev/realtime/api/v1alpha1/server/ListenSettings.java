package dev.realtime.api.v1alpha1.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The port of the clients. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListenSettings(
    @JsonPropertyDescription(
            "System interface for sockets: auto takes io-uring, else epoll, else nio, and logs which. Default: auto.")
        @Nullable SocketKind sockets,
    @JsonPropertyDescription("Event loops; 0: one for each processor. Default: 0.")
        @Min(0) @Max(1024) @Nullable Integer eventLoops,
    @JsonPropertyDescription(
            "Connections waiting to be accepted; the kernel caps it at somaxconn. Default: 4096.")
        @Min(1) @Max(65535) @Nullable Integer backlog,
    @JsonPropertyDescription(
            "Offer permessage-deflate. Saves bandwidth for about ten times the CPU of a broadcast; each publication is still compressed once for all. Default: false.")
        @Nullable Boolean compression,
    @JsonPropertyDescription("Messages shorter than this are not compressed. Default: 256.")
        @Size(max = 20) @Pattern(Forms.SIZE) @Nullable String compressionThreshold,
    @JsonPropertyDescription(
            "Header that holds the client's address, set by the proxy before the server, like X-Forwarded-For (its last entry counts). Empty: the socket's peer.")
        @Size(max = 1024) @Nullable String clientIpHeader) {}
