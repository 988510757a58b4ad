package dev.realtime.bench.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The stamp in every published payload.
 *
 * <p>A payload is a JSON object of an exact size, {@code
 * {"m":"~SSSSQQQQQQQQNNNNNNNNNNNNNNNN","x":"…"}}: a tilde, then the stream (4 hexadecimal digits),
 * the sequence number in it (8, from 1) and the intended time of sending (16, {@link
 * System#nanoTime()}, which all processes of one machine share on Linux). No other byte of a
 * message may be a tilde; channel names and padding hold none.
 */
public final class Marker {
  /** The byte that begins a marker; a quotation mark stands before it. */
  public static final byte START = '~';

  /** Bytes of a marker after its first. */
  public static final int DIGITS = 4 + 8 + 16;

  /** Streams are numbered from 0 to this, exclusive. */
  public static final int STREAMS = 1 << 16;

  /** The smallest payload, bytes. */
  public static final int SMALLEST = 64;

  private static final String HEAD = "{\"m\":\"~";
  private static final String MIDDLE = "\",\"x\":\"";
  private static final String TAIL = "\"}";
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VALUE = values();

  private Marker() {}

  /**
   * A payload of exactly {@code size} bytes (at least {@link #SMALLEST}) without a stamp; write it
   * with {@link #stamp}.
   */
  public static byte[] template(int size) {
    if (size < SMALLEST) {
      throw new IllegalArgumentException(
          "A payload of %d bytes has no room for its marker; use at least %d"
              .formatted(size, SMALLEST));
    }
    int padding = size - HEAD.length() - DIGITS - MIDDLE.length() - TAIL.length();
    String text = HEAD + "0".repeat(DIGITS) + MIDDLE + "x".repeat(padding) + TAIL;
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Writes the stamp into a payload made by {@link #template}. */
  public static void stamp(byte[] payload, int stream, int sequence, long nanos) {
    int at = HEAD.length();
    hex(payload, at, 4, stream);
    hex(payload, at + 4, 8, sequence);
    hex(payload, at + 12, 16, nanos);
  }

  /**
   * Index of the first byte of the first marker between two indexes, or -1. In a binary message a
   * tilde may be a length or an offset; only one behind a quotation mark begins a marker.
   */
  public static int find(ByteBuf bytes, int from, int to) {
    int at = bytes.indexOf(from, to, START);
    while (at >= 0 && (at == from || bytes.getByte(at - 1) != '"' || at + DIGITS >= to)) {
      at = bytes.indexOf(at + 1, to, START);
    }
    return at;
  }

  /** The stream of the marker whose first byte stands at {@code start}. */
  public static int stream(ByteBuf bytes, int start) {
    return (int) parse(bytes, start + 1, 4);
  }

  /** The sequence number of the marker whose first byte stands at {@code start}. */
  public static int sequence(ByteBuf bytes, int start) {
    return (int) parse(bytes, start + 5, 8);
  }

  /** The intended time of sending of the marker whose first byte stands at {@code start}. */
  public static long nanos(ByteBuf bytes, int start) {
    return parse(bytes, start + 13, 16);
  }

  /** Index after the payload whose marker begins at {@code start}. */
  public static int endOfPayload(int start, int payloadBytes) {
    return start + 1 - HEAD.length() + payloadBytes;
  }

  private static void hex(byte[] into, int at, int digits, long value) {
    for (int i = digits - 1; i >= 0; i--) {
      into[at + i] = HEX[(int) (value & 15)];
      value >>>= 4;
    }
  }

  private static long parse(ByteBuf bytes, int at, int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      value = value << 4 | VALUE[bytes.getByte(at + i) & 0x7f];
    }
    return value;
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    for (byte i = 0; i < HEX.length; i++) {
      values[HEX[i]] = i;
    }
    return values;
  }
}
