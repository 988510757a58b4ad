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
}
