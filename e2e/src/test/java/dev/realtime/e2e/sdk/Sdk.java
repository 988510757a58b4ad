package dev.realtime.e2e.sdk;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An SDK, where it runs, and the way it talks to the server. */
enum Sdk {
  JAVA_WEBSOCKET_PROTOBUF(Place.JAVA, null),
  JS_WEBSOCKET_JSON(Place.NODE, NodeTransport.WEBSOCKET_JSON),
  JS_WEBSOCKET_PROTOBUF(Place.NODE, NodeTransport.WEBSOCKET_PROTOBUF),
  JS_HTTP_STREAM(Place.NODE, NodeTransport.HTTP_STREAM),
  JS_SSE(Place.NODE, NodeTransport.SSE),
  CHROMIUM_WEBSOCKET_JSON(Place.CHROMIUM, NodeTransport.WEBSOCKET_JSON),
  CHROMIUM_WEBSOCKET_PROTOBUF(Place.CHROMIUM, NodeTransport.WEBSOCKET_PROTOBUF),
  CHROMIUM_HTTP_STREAM(Place.CHROMIUM, NodeTransport.HTTP_STREAM),
  CHROMIUM_SSE(Place.CHROMIUM, NodeTransport.SSE);

  /** Where an SDK runs. */
  enum Place {
    JAVA,
    NODE,
    CHROMIUM
  }

  private final Place place;
  private final Optional<NodeTransport> transport;

  Sdk(Place place, @Nullable NodeTransport transport) {
    this.place = place;
    this.transport = Optional.ofNullable(transport);
  }

  /**
   * Makes a client that is not connected.
   *
   * @param name unique among all
   * @param authority host and port of a server
   * @param tokens each time the SDK asks for one it is given the next, the last one from then on;
   *     none: it has no token
   */
  SdkClient client(JsPlaces places, String name, String authority, List<String> tokens) {
    return transport
        .map(kind -> places.of(place).client(name, kind.url(authority), kind, tokens))
        .orElseGet(() -> new JavaSdkClient("ws://" + authority + "/connection/websocket", tokens));
  }

  Place place() {
    return place;
  }

  /** Returns whether the SDK asks for fossil deltas; centrifuge-java does from 0.4.3 on. */
  boolean knowsDelta() {
    return place != Place.JAVA;
  }

  boolean isWebSocket() {
    return transport.map(kind -> kind.transportName().equals("websocket")).orElse(true);
  }
}
