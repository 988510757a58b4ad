package dev.realtime.server.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.realtime.server.hub.Wire;
import dev.realtime.server.message.Command;
import dev.realtime.server.protocol.Decoder;
import dev.realtime.server.protocol.JsonDecoder;
import dev.realtime.server.protocol.ProtobufDecoder;
import dev.realtime.server.protocol.Wires;
import dev.realtime.server.session.TransportKind;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens a WebSocket (RFC 6455, section 4.2). */
final class WebSocketUpgrade {
  private static final String PROTOBUF = "centrifuge-protobuf";
  private static final String JSON = "centrifuge-json";
  private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final Decoder JSON_DECODER = new JsonDecoder();
  private static final Decoder PROTOBUF_DECODER = new ProtobufDecoder();
  private static final Decoder UNI_DECODER = new UniConnect();

  private final ClientRoutes routes;
  private final ChannelHandlerContext ctx;
  private final ClientRequest request;
  private final Handshake handshake;

  WebSocketUpgrade(ClientRoutes routes, ChannelHandlerContext ctx, ClientRequest request) {
    this.routes = routes;
    this.ctx = ctx;
    this.request = request;
    this.handshake = new Handshake(routes, ctx, request);
  }

  void run(boolean unidirectional) {
    String key = key();
    if (key == null || !handshake.isAdmitted()) {
      return;
    }
    List<String> offered = offeredProtocols();
    boolean protobuf =
        !unidirectional
            && (offered.contains(PROTOBUF)
                || request.parameter("cf_protocol").equals("protobuf")
                || request.parameter("format").equals("protobuf"));
    boolean nativePings = request.parameter("cf_ws_frame_ping_pong").equals("true");
    TransportKind transport =
        new TransportKind(
            unidirectional ? "uni_websocket" : "websocket",
            protobuf,
            false,
            unidirectional,
            nativePings);
    Wires.Compressing compressing = isDeflateOffered() ? routes.compressing() : null;
    Wire wire;
    if (unidirectional) {
      wire = compressing == null ? Wires.UNI_JSON_WEBSOCKET : compressing.uniJson();
    } else if (protobuf) {
      wire = compressing == null ? Wires.PROTOBUF_WEBSOCKET : compressing.protobuf();
    } else {
      wire = compressing == null ? Wires.JSON_WEBSOCKET : compressing.json();
    }
    int maxMessage = (int) routes.services().live().get().config().limits().messageSize().bytes();
    WebSocketHandler connection =
        new WebSocketHandler(
            handshake.setup(wire, transport),
            unidirectional ? UNI_DECODER : protobuf ? PROTOBUF_DECODER : JSON_DECODER,
            maxMessage,
            compressing != null);
    String subprotocol =
        offered.contains(PROTOBUF) && protobuf ? PROTOBUF : offered.contains(JSON) ? JSON : "";
    // Written as bytes: the encoder leaves the pipeline together with the decoder.
    StringBuilder head =
        new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n")
            .append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ")
            .append(accept(key));
    if (!subprotocol.isEmpty()) {
      head.append("\r\nSec-WebSocket-Protocol: ").append(subprotocol);
    }
    if (compressing != null) {
      head.append("\r\nSec-WebSocket-Extensions: permessage-deflate;")
          .append(" server_no_context_takeover; client_no_context_takeover");
    }
    head.append("\r\n\r\n");
    var _ = RawWrites.beforeCodec(ctx, ByteBufUtil.writeAscii(ctx.alloc(), head));
    var session = handshake.take(connection);
    if (unidirectional) {
      String token = request.parameter("token");
      if (!request.parameter("cf_connect").isEmpty()) {
        UniConnect.run(session, request.parameter("cf_connect"));
      } else if (!token.isEmpty()) {
        session.onCommand(
            new Command(1, new Command.Connect(token, null, Map.of(), "", "", Map.of())));
      }
    }
  }

  /** The client's key, if this is a WebSocket handshake; else it has been answered. */
  private @Nullable String key() {
    var headers = request.http().headers();
    if (!request.http().method().equals(HttpMethod.GET)) {
      handshake.malformed(HttpResponseStatus.METHOD_NOT_ALLOWED, "use GET");
    } else if (!headers.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)
        || !headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)) {
      handshake.malformed(HttpResponseStatus.UPGRADE_REQUIRED, "this path speaks WebSocket");
    } else if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      handshake.malformed(HttpResponseStatus.UPGRADE_REQUIRED, "use WebSocket version 13");
    } else {
      String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
      if (key != null && key.length() == 24) {
        return key;
      }
      handshake.malformed(HttpResponseStatus.BAD_REQUEST, "no valid Sec-WebSocket-Key");
    }
    return null;
  }

  /** Whether the client offers to compress, in a way that leaves the window size to us. */
  private boolean isDeflateOffered() {
    for (String line : request.http().headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)) {
      for (String offer : line.split(",", -1)) {
        if (offer.strip().startsWith("permessage-deflate")
            && !offer.contains("server_max_window_bits")) {
          return true;
        }
      }
    }
    return false;
  }

  private List<String> offeredProtocols() {
    List<String> offered = new ArrayList<>();
    for (String line : request.http().headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
      for (String name : line.split(",", -1)) {
        offered.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return offered;
  }

  private static String accept(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest((key + KEY_SUFFIX).getBytes(US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
