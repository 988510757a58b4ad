package dev.realtime.server.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Checks that bytes are UTF-8: a text frame that is not makes clients close with 1007. */
public final class Utf8 {
  private Utf8() {}

  /** Whether all of it is UTF-8, without overlong forms and lone surrogates. */
  public static boolean isValid(byte[] text) {
    int ascii = 0;
    while (ascii < text.length && text[ascii] >= 0) {
      ascii++;
    }
    if (ascii == text.length) {
      return true; // as nearly always
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, ascii, text.length - ascii));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
