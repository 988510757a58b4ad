package dev.realtime.server.broker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message in a channel.
 *
 * <p>The byte arrays are shared between threads and are never written to.
 *
 * @param data payload as published: JSON text, or any bytes in channels used by Protobuf clients
 * @param info the publishing client; absent when the application published through the API
 * @param offset place in the channel's stream, from 1; 0 where the channel keeps no history
 * @param tags what the publisher attached, for filters
 * @param timeMillis when the broker accepted it, milliseconds since the Unix epoch; 0 if unknown
 */
@SuppressWarnings("ArrayRecordComponent")
public record Publication(
    byte[] data,
    @Nullable ClientInfo info,
    long offset,
    Map<String, String> tags,
    long timeMillis) {}
