package dev.realtime.server.api;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A request under {@code /api}.
 *
 * @param method HTTP method in upper case
 * @param path without query
 * @param header looks a header up by name, without regard to case; null if it is missing
 * @param body all of it; the caller bounds it by {@link ApiSettings#maxBody()}
 */
@SuppressWarnings("ArrayRecordComponent") // read once
public record ApiRequest(
    String method, String path, UnaryOperator<@Nullable String> header, byte[] body) {}
