package dev.realtime.server.broker.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote. Everything fails with {@link MalformedMessageException}
 * where the bytes end too early or hold impossible numbers: anybody with access to Redis can
 * publish.
 */
final class ByteReader {
  private final byte[] bytes;
  private final int end;
  private int at;

  ByteReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  byte readByte() {
    need(1);
    return bytes[at++];
  }

  long readNumber() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = readByte();
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new MalformedMessageException("a number is longer than ten bytes");
  }

  String readText() {
    int length = readLength();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  byte[] readBlock() {
    int length = readLength();
    byte[] block = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return block;
  }

  byte[] readRest() {
    byte[] rest = Arrays.copyOfRange(bytes, at, end);
    at = end;
    return rest;
  }

  /** Reads decimal digits and the colon that ends them, as the scripts write numbers. */
  long readDecimal() {
    long value = 0;
    int first = at;
    while (true) {
      byte b = readByte();
      if (b == ':' && at - first > 1) {
        return value;
      }
      if (b < '0' || b > '9' || at - first > 18) {
        throw new MalformedMessageException("expected a decimal number and a colon");
      }
      value = value * 10 + (b - '0');
    }
  }

  /** Reads ASCII up to the next colon. */
  String readWord() {
    int first = at;
    while (readByte() != ':') {
      // readByte fails at the end
    }
    return new String(bytes, first, at - 1 - first, StandardCharsets.ISO_8859_1);
  }

  /** A reader of the next bytes, which this one then skips. */
  ByteReader slice(long length) {
    if (length < 0 || length > end - at) {
      throw new MalformedMessageException("a part is longer than the whole");
    }
    ByteReader part = new ByteReader(bytes, at, at + (int) length);
    at += (int) length;
    return part;
  }

  private int readLength() {
    long length = readNumber();
    if (length < 0 || length > end - at) {
      throw new MalformedMessageException("a part is longer than the whole");
    }
    return (int) length;
  }

  private void need(int count) {
    if (end - at < count) {
      throw new MalformedMessageException("the message ends too early");
    }
  }
}
