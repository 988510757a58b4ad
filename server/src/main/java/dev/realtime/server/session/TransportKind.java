package dev.realtime.server.session;

/**
 * What a transport is to its session.
 *
 * @param name for proxies, metrics and logs: {@code websocket}, {@code sse}, {@code http_stream},
 *     {@code uni_websocket} or {@code uni_sse}
 * @param protobuf whether payloads are bytes; else JSON
 * @param emulated whether commands come by separate requests that name the session
 * @param unidirectional whether the client sends nothing after its connect
 * @param nativePings whether the transport's own pings are used instead of the protocol's
 */
public record TransportKind(
    String name, boolean protobuf, boolean emulated, boolean unidirectional, boolean nativePings) {}
