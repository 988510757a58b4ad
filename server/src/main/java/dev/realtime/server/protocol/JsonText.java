package dev.realtime.server.protocol;

import dev.realtime.server.hub.Wire.UnencodableException;
import dev.realtime.server.json.JsonReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * Writes JSON into a buffer, piece by piece. Commas set themselves: there is one unless the object
 * or array has just begun.
 */
final class JsonText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final ByteBuf out;

  JsonText(ByteBuf out) {
    this.out = out;
  }

  JsonText begin() {
    out.writeByte('{');
    return this;
  }

  JsonText end() {
    out.writeByte('}');
    return this;
  }

  JsonText beginArray() {
    out.writeByte('[');
    return this;
  }

  JsonText endArray() {
    out.writeByte(']');
    return this;
  }

  /** Goes before each element of an array, and before each field: sets the comma. */
  JsonText element() {
    byte last = out.getByte(out.writerIndex() - 1);
    if (last != '{' && last != '[') {
      out.writeByte(',');
    }
    return this;
  }

  /** Writes a field's name that comes from outside. */
  JsonText member(String name) {
    element().string(name);
    out.writeByte(':');
    return this;
  }

  /** Writes a field's name, which needs no escaping. */
  JsonText name(String name) {
    element();
    out.writeByte('"');
    ByteBufUtil.writeAscii(out, name);
    out.writeByte('"').writeByte(':');
    return this;
  }

  JsonText string(String name, String value) {
    name(name);
    return string(value);
  }

  /** Writes a field unless it is empty. */
  JsonText stringIfAny(String name, String value) {
    return value.isEmpty() ? this : string(name, value);
  }

  JsonText number(String name, long value) {
    name(name);
    ByteBufUtil.writeAscii(out, Long.toString(value));
    return this;
  }

  /** Writes a field unless it is 0. */
  JsonText numberIfAny(String name, long value) {
    return value == 0 ? this : number(name, value);
  }

  /** Writes a field if it is true. */
  JsonText flag(String name, boolean value) {
    if (value) {
      name(name);
      ByteBufUtil.writeAscii(out, "true");
    }
    return this;
  }

  /**
   * Embeds JSON text as it is, without line ends, for a line end ends the message.
   *
   * @throws UnencodableException if it is no JSON
   */
  JsonText raw(byte[] json) {
    if (!JsonReader.isValid(json)) {
      throw new UnencodableException();
    }
    int start = 0;
    for (int i = 0; i < json.length; i++) {
      // Inside a string JSON has no bare line ends, so all there are can go.
      if (json[i] == '\n' || json[i] == '\r') {
        out.writeBytes(json, start, i - start);
        start = i + 1;
      }
    }
    out.writeBytes(json, start, json.length - start);
    return this;
  }

  /**
   * Writes bytes as a string.
   *
   * @throws UnencodableException if they are not UTF-8
   */
  JsonText utf8String(byte[] text) {
    if (!Utf8.isWellFormed(text)) {
      throw new UnencodableException();
    }
    return escaped(text);
  }

  private JsonText escaped(byte[] text) {
    out.writeByte('"');
    int start = 0;
    for (int i = 0; i < text.length; i++) {
      byte b = text[i];
      if (b >= 0 && (b < 0x20 || b == '"' || b == '\\')) {
        out.writeBytes(text, start, i - start);
        escape(b);
        start = i + 1;
      }
    }
    out.writeBytes(text, start, text.length - start);
    out.writeByte('"');
    return this;
  }

  JsonText string(String value) {
    if (isPlain(value)) {
      out.writeByte('"');
      ByteBufUtil.writeAscii(out, value);
      out.writeByte('"');
      return this;
    }
    return escaped(value.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private void escape(byte b) {
    out.writeByte('\\');
    switch (b) {
      case '"', '\\' -> out.writeByte(b);
      case '\n' -> out.writeByte('n');
      case '\r' -> out.writeByte('r');
      case '\t' -> out.writeByte('t');
      default -> {
        ByteBufUtil.writeAscii(out, "u00");
        out.writeByte(HEX[b >> 4]).writeByte(HEX[b & 15]);
      }
    }
  }
}
