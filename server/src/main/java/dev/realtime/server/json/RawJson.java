package dev.realtime.server.json;

import java.util.Arrays;

/** JSON carried along without being parsed. */
final class RawJson {
  private RawJson() {}

  /**
   * Copies one JSON value out of a document, without space around it and without line ends inside.
   *
   * <p>Messages in a frame are parted by line ends, so embedded JSON must have none; inside JSON
   * they can only be space between tokens, since a string has them escaped (RFC 8259, section 7).
   */
  static byte[] slice(byte[] document, int start, int end) {
    int last = end;
    while (last > start && document[last - 1] <= ' ' && document[last - 1] >= 0) {
      last--;
    }
    byte[] out = new byte[last - start];
    int length = 0;
    for (int i = start; i < last; i++) {
      if (document[i] != '\n' && document[i] != '\r') {
        out[length++] = document[i];
      }
    }
    return length == out.length ? out : Arrays.copyOf(out, length);
  }
}
