package dev.realtime.server.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.server.hub.Wire;
import dev.realtime.server.message.Command;
import dev.realtime.server.protocol.Decoder;
import dev.realtime.server.protocol.JsonDecoder;
import dev.realtime.server.protocol.MalformedCommandException;
import dev.realtime.server.protocol.ProtobufDecoder;
import dev.realtime.server.protocol.Wires;
import dev.realtime.server.session.Session;
import dev.realtime.server.session.TransportKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;

/** Opens a response that does not end: server-sent events, or a stream of messages. */
final class StreamOpening {
  private static final Decoder JSON = new JsonDecoder();
  private static final Decoder PROTOBUF = new ProtobufDecoder();

  private final ClientRoutes routes;
  private final ChannelHandlerContext ctx;
  private final ClientRequest request;
  private final Handshake handshake;

  StreamOpening(ClientRoutes routes, ChannelHandlerContext ctx, ClientRequest request) {
    this.routes = routes;
    this.ctx = ctx;
    this.request = request;
    this.handshake = new Handshake(routes, ctx, request);
  }

  void run() {
    if (Router.preflight(routes, request, handshake::refuse)) {
      return;
    }
    HttpMethod method = request.http().method();
    boolean post = method.equals(HttpMethod.POST);
    boolean stream = request.path().equals(Router.HTTP_STREAM);
    if (!post && (stream || !method.equals(HttpMethod.GET))) {
      handshake.malformed(
          HttpResponseStatus.METHOD_NOT_ALLOWED, stream ? "use POST" : "use GET or POST");
      return;
    }
    if (request.path().equals(Router.UNI_SSE)) {
      openUnidirectional(post);
      return;
    }
    boolean protobuf =
        stream && "application/octet-stream".equals(request.header(HttpHeaderNames.CONTENT_TYPE));
    List<Command> commands = new ArrayList<>();
    try {
      ByteBuf body =
          post
              ? request.http().content()
              : Unpooled.wrappedBuffer(request.parameter("cf_connect").getBytes(UTF_8));
      commands.addAll((protobuf ? PROTOBUF : JSON).decode(body));
    } catch (MalformedCommandException e) {
      handshake.malformed(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
      return;
    }
    if (handshake.isAdmitted()) {
      Wire wire = stream ? (protobuf ? Wires.PROTOBUF_STREAM : Wires.JSON_STREAM) : Wires.JSON_SSE;
      Session session =
          open(
              wire,
              new TransportKind(stream ? "http_stream" : "sse", protobuf, true, false, false),
              stream ? (protobuf ? "application/octet-stream" : "application/x-ndjson") : SSE_TYPE);
      commands.forEach(session::onCommand);
    }
  }

  private static final String SSE_TYPE = "text/event-stream";

  private void openUnidirectional(boolean post) {
    String connect =
        post ? request.http().content().toString(UTF_8) : request.parameter("cf_connect");
    if (handshake.isAdmitted()) {
      TransportKind transport = new TransportKind("uni_sse", false, false, true, false);
      UniConnect.run(open(Wires.UNI_JSON_SSE, transport, SSE_TYPE), connect);
    }
  }

  private Session open(Wire wire, TransportKind transport, String contentType) {
    StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\nContent-Type: ").append(contentType);
    head.append("\r\nCache-Control: private, no-cache, no-store, must-revalidate, max-age=0");
    head.append("\r\nPragma: no-cache\r\nX-Accel-Buffering: no\r\nConnection: keep-alive");
    head.append("\r\nTransfer-Encoding: chunked");
    String origin = request.origin();
    if (origin != null) { // allowed, or the client would not have been admitted
      head.append("\r\nAccess-Control-Allow-Origin: ").append(origin);
      head.append("\r\nAccess-Control-Allow-Credentials: true\r\nVary: Origin");
    }
    head.append("\r\n\r\n");
    if (contentType.equals(SSE_TYPE)) {
      head.append("2\r\n\r\n\r\n"); // a chunk with a line end: opens the stream for the browser
    }
    StreamHandler connection = new StreamHandler(handshake.setup(wire, transport));
    var _ = RawWrites.beforeCodec(ctx, ByteBufUtil.writeAscii(ctx.alloc(), head));
    return handshake.take(connection);
  }
}
