package dev.realtime.server.protocol;

import dev.realtime.server.hub.Wire;

/** The wires there are, one for each pair of encoding and framing that a transport uses. */
public final class Wires {
  private static final Encoder JSON = new JsonEncoder();
  private static final Encoder PROTOBUF = new ProtobufEncoder();
  private static final Encoder BARE_JSON = new BarePushEncoder();

  /** JSON over WebSocket. */
  public static final Wire JSON_WEBSOCKET = new FramedWire(0, JSON, Framing.WEBSOCKET_TEXT, true);

  /** Protobuf over WebSocket. */
  public static final Wire PROTOBUF_WEBSOCKET =
      new FramedWire(1, PROTOBUF, Framing.WEBSOCKET_BINARY, false);

  /** JSON as server-sent events. */
  public static final Wire JSON_SSE = new FramedWire(2, JSON, Framing.SSE, true);

  /** JSON lines of an HTTP response. */
  public static final Wire JSON_STREAM = new FramedWire(3, JSON, Framing.LINES, true);

  /** Protobuf in an HTTP response. */
  public static final Wire PROTOBUF_STREAM = new FramedWire(4, PROTOBUF, Framing.DELIMITED, false);

  /** Pushes alone, as JSON over WebSocket. */
  public static final Wire UNI_JSON_WEBSOCKET =
      new FramedWire(5, BARE_JSON, Framing.WEBSOCKET_TEXT, true);

  /** Pushes alone, as JSON server-sent events. */
  public static final Wire UNI_JSON_SSE = new FramedWire(6, BARE_JSON, Framing.SSE, true);

  private Wires() {}

  /**
   * The same with compression (RFC 7692): without context from message to message, so that a
   * publication is compressed once for all subscribers.
   *
   * @param json JSON over WebSocket
   * @param protobuf Protobuf over WebSocket
   * @param uniJson pushes alone, as JSON over WebSocket
   */
  public record Compressing(Wire json, Wire protobuf, Wire uniJson) {
    /** Wires that compress messages from a length on, in bytes. */
    public static Compressing from(int bytes) {
      return new Compressing(
          new FramedWire(7, JSON, Framing.WEBSOCKET_TEXT, true, bytes),
          new FramedWire(8, PROTOBUF, Framing.WEBSOCKET_BINARY, false, bytes),
          new FramedWire(9, BARE_JSON, Framing.WEBSOCKET_TEXT, true, bytes));
    }
  }
}
