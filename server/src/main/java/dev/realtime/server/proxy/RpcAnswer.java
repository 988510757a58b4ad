package dev.realtime.server.proxy;

import org.jspecify.annotations.Nullable;

/**
 * The application's answer to a call.
 *
 * @param data the result; null if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as it is, compared by nobody
public record RpcAnswer(byte @Nullable [] data) {}
