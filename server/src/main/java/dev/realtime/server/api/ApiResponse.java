package dev.realtime.server.api;

import java.util.Map;

/**
 * An answer to a request under {@code /api}.
 *
 * @param status HTTP status
 * @param contentType of the body
 * @param headers further headers
 * @param body all of it
 */
@SuppressWarnings("ArrayRecordComponent") // written once
public record ApiResponse(
    int status, String contentType, Map<String, String> headers, byte[] body) {

  static ApiResponse json(int status, byte[] body) {
    return new ApiResponse(status, "application/json", Map.of(), body);
  }
}
