package dev.realtime.e2e.sdk;

/** The ways in which centrifuge-js can talk to a server. */
public enum NodeTransport {
  WEBSOCKET_JSON("websocket", false),
  WEBSOCKET_PROTOBUF("websocket", true),
  HTTP_STREAM("http_stream", false),
  SSE("sse", false);

  private final String transportName;
  private final boolean protobuf;

  NodeTransport(String transportName, boolean protobuf) {
    this.transportName = transportName;
    this.protobuf = protobuf;
  }

  /** Returns the SDK's name of the transport. */
  String transportName() {
    return transportName;
  }

  boolean protobuf() {
    return protobuf;
  }

  /**
   * Returns the endpoint on a server.
   *
   * @param authority host and port
   */
  public String url(String authority) {
    return (transportName.equals("websocket") ? "ws://" : "http://")
        + authority
        + "/connection/"
        + transportName;
  }
}
