package dev.realtime.server.proxy;

import dev.realtime.server.trace.Span;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client on whose behalf a backend is asked.
 *
 * @param id of the connection
 * @param user empty before it is known, and for anonymous clients
 * @param transport name of the transport, as in {@code websocket}, {@code sse} or {@code uni_sse}
 * @param protobuf whether it speaks Protobuf; else JSON
 * @param meta information attached to the connection for the server side; JSON
 * @param headers of its HTTP request, with names in lower case
 * @param emulatedHeaders from its connect command, with names in lower case
 * @param span of what the client asked for
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as it is, compared by nobody
public record ProxyClient(
    String id,
    String user,
    String transport,
    boolean protobuf,
    byte @Nullable [] meta,
    Map<String, String> headers,
    Map<String, String> emulatedHeaders,
    Span span) {}
