package dev.realtime.server.delta;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;

/** Writes the commands of a Fossil delta. */
final class DeltaWriter {
  private static final byte[] DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~".getBytes(US_ASCII);

  private final ByteArrayOutputStream out;

  DeltaWriter(int capacity) {
    out = new ByteArrayOutputStream(capacity);
  }

  DeltaWriter number(long value) {
    int shift = 0;
    while (value >>> shift > 63) {
      shift += 6;
    }
    for (; shift >= 0; shift -= 6) {
      out.write(DIGITS[(int) (value >>> shift) & 63]);
    }
    return this;
  }

  DeltaWriter symbol(char ascii) {
    out.write(ascii);
    return this;
  }

  void copy(int length, int sourceOffset) {
    number(length).symbol('@').number(sourceOffset).symbol(',');
  }

  void insert(byte[] target, int from, int to) {
    if (to > from) {
      number(to - from).symbol(':');
      out.write(target, from, to - from);
    }
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
