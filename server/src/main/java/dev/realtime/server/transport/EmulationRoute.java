package dev.realtime.server.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /emulation}: commands of a client that reads by SSE or HTTP streaming, on whichever
 * node its load balancer took the request to.
 */
public final class EmulationRoute {
  private static final Logger log = LoggerFactory.getLogger(EmulationRoute.class);

  private final ClientRoutes routes;
  private final ClientRequest request;

  EmulationRoute(ClientRoutes routes, ClientRequest request) {
    this.routes = routes;
    this.request = request;
  }

  /** Takes commands to their session. */
  public interface Forwarder {
    /**
     * Forwards, to this node or another.
     *
     * @param commands as they came, to be decoded by the session's transport
     * @return whether a node of that id is known; fails if the commands cannot be carried to it
     */
    CompletionStage<Boolean> forward(String node, String session, byte[] commands);
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Envelope(String node, String session, byte[] data) {}

  void run(Consumer<FullHttpResponse> to) {
    if (Router.preflight(routes, request, to)) {
      return;
    }
    FullHttpResponse refusal = check();
    Envelope envelope = null;
    if (refusal == null) {
      try {
        envelope = read();
      } catch (IOException e) {
        refusal = HttpReplies.text(HttpResponseStatus.BAD_REQUEST, "malformed emulation request");
      }
    }
    if (envelope == null) {
      answer(to, refusal == null ? unavailable() : refusal);
      return;
    }
    routes
        .emulation()
        .forward(envelope.node(), envelope.session(), envelope.data())
        .whenComplete(
            (known, failure) -> {
              if (failure != null) {
                log.debug("emulation request not forwarded: {}", failure.toString());
                answer(to, unavailable());
              } else if (known) {
                answer(to, HttpReplies.noContent());
              } else {
                answer(to, HttpReplies.text(HttpResponseStatus.NOT_FOUND, "no such node"));
              }
            });
  }

  private void answer(Consumer<FullHttpResponse> to, FullHttpResponse response) {
    Router.allowOrigin(routes, request, response);
    to.accept(response);
  }

  private static FullHttpResponse unavailable() {
    return HttpReplies.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "try again");
  }

  private @Nullable FullHttpResponse check() {
    if (!request.http().method().equals(HttpMethod.POST)) {
      return HttpReplies.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "use POST");
    }
    return routes.origins().get().allows(request.origin(), request.header(Router.HOST))
        ? null
        : HttpReplies.text(HttpResponseStatus.FORBIDDEN, "origin not allowed");
  }

  private Envelope read() throws IOException {
    byte[] body = ByteBufUtil.getBytes(request.http().content());
    Envelope envelope =
        "application/octet-stream".equals(request.header(HttpHeaderNames.CONTENT_TYPE))
            ? protobuf(body)
            : json(body);
    if (envelope.node().isEmpty() || envelope.session().isEmpty()) {
      throw new IOException("node or session is missing");
    }
    return envelope;
  }

  private static Envelope json(byte[] body) throws IOException {
    JsonNode tree = Json.MAPPER.readTree(body);
    return new Envelope(
        tree.path("node").asText(""),
        tree.path("session").asText(""),
        tree.path("data").asText("").getBytes(UTF_8));
  }

  private static Envelope protobuf(byte[] body) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(body);
    String node = "";
    String session = "";
    byte[] data = new byte[0];
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      boolean text = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      switch (text ? WireFormat.getTagFieldNumber(tag) : 0) {
        case 1 -> node = in.readStringRequireUtf8();
        case 2 -> session = in.readStringRequireUtf8();
        case 3 -> data = in.readByteArray();
        default -> {
          if (!in.skipField(tag)) {
            throw new IOException("unbalanced group");
          }
        }
      }
    }
    return new Envelope(node, session, data);
  }

  /** Made at the first request, as making one takes a part of a start. */
  private static final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }
}
