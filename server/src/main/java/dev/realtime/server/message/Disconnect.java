package dev.realtime.server.message;

import java.nio.charset.StandardCharsets;

/**
 * Why a connection ended: WebSocket close code and reason, or a push before the end of a stream.
 *
 * @param code see {@link Codes}
 * @param reason one line for developers, at most 123 bytes of UTF-8 (a close frame's room)
 */
public record Disconnect(int code, String reason) {
  private static final int MAX_REASON_BYTES = 123;

  /** Cuts a reason that is too long, and keeps off what centrifuge-js would take for advice. */
  public Disconnect {
    while (reason.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
      reason = reason.substring(0, reason.length() - 1);
    }
    // centrifuge-js parses a reason that is JSON, and `true` or a number then means: do not return.
    if (!reason.isEmpty()
        && "{[\"-0123456789tfn".indexOf(reason.charAt(0)) >= 0
        && isJson(reason)) {
      reason = "reason: " + reason.substring(0, Math.min(reason.length(), 100));
    }
  }

  private static boolean isJson(String text) {
    char first = text.charAt(0);
    return "{[\"-0123456789".indexOf(first) >= 0
        || text.strip().equals("true")
        || text.strip().equals("false")
        || text.strip().equals("null");
  }

  /** Whether SDKs come back after it. */
  public boolean reconnects() {
    return code < 3500 ? code != 1009 : (code >= 4000 && code < 4500) || code >= 5000;
  }
}
