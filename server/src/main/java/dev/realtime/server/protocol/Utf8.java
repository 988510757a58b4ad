package dev.realtime.server.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Checks that bytes are UTF-8. */
final class Utf8 {
  private Utf8() {}

  static boolean isWellFormed(byte[] text) {
    int i = 0;
    while (i < text.length && text[i] >= 0) {
      i++;
    }
    if (i == text.length) {
      return true; // ASCII, as nearly always
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, i, text.length - i));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
