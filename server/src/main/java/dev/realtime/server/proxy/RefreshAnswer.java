package dev.realtime.server.proxy;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a connection or subscription that expired.
 *
 * @param expired it ends
 * @param expireAt otherwise, when to ask again, seconds since the Unix epoch; 0 for never
 * @param info replaces the information shown to others; null leaves it
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as it is, compared by nobody
public record RefreshAnswer(boolean expired, long expireAt, byte @Nullable [] info) {}
