package dev.realtime.e2e.sdk;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An SDK and the way it talks to the server. */
enum Sdk {
  JAVA_WEBSOCKET_PROTOBUF(null),
  JS_WEBSOCKET_JSON(NodeTransport.WEBSOCKET_JSON),
  JS_WEBSOCKET_PROTOBUF(NodeTransport.WEBSOCKET_PROTOBUF),
  JS_HTTP_STREAM(NodeTransport.HTTP_STREAM),
  JS_SSE(NodeTransport.SSE);

  private final Optional<NodeTransport> transport;

  Sdk(@Nullable NodeTransport transport) {
    this.transport = Optional.ofNullable(transport);
  }

  /**
   * Makes a client that is not connected.
   *
   * @param name unique in the Node process
   * @param authority host and port of a server
   */
  SdkClient client(NodeSdk node, String name, String authority) {
    return transport
        .map(kind -> node.client(name, kind.url(authority), kind, ""))
        .orElseGet(() -> new JavaSdkClient("ws://" + authority + "/connection/websocket", ""));
  }
}
