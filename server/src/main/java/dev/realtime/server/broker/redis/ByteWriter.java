package dev.realtime.server.broker.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends numbers, texts and byte arrays to a growing array. */
final class ByteWriter {
  private byte[] bytes;
  private int length;

  ByteWriter(int expected) {
    this.bytes = new byte[Math.max(16, expected)];
  }

  ByteWriter writeByte(int value) {
    room(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /** Unsigned LEB128: seven bits a byte, the lowest first. */
  ByteWriter writeNumber(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  ByteWriter writeText(String text) {
    return writeBlock(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Length, then bytes. */
  ByteWriter writeBlock(byte[] block) {
    return writeNumber(block.length).writeRest(block);
  }

  /** Bytes without their length. */
  ByteWriter writeRest(byte[] rest) {
    room(rest.length);
    System.arraycopy(rest, 0, bytes, length, rest.length);
    length += rest.length;
    return this;
  }

  byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
