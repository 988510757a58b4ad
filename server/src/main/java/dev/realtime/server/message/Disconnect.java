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
    reason = cut(reason);
    // centrifuge-js parses a reason that is JSON, and `true` or a number then means: do not return.
    if (!reason.isEmpty()
        && "{[\"-0123456789tfn".indexOf(reason.charAt(0)) >= 0
        && isJson(reason)) {
      reason = cut("reason: " + reason);
    }
  }

  /** As much of a text as fits, in whole characters: a char is a byte at least. */
  private static String cut(String text) {
    int end = Math.min(text.length(), MAX_REASON_BYTES);
    while (bytes(text.substring(0, end)) > MAX_REASON_BYTES) {
      end--;
    }
    boolean split =
        end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, split ? end - 1 : end);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
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
