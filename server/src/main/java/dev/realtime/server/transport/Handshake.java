package dev.realtime.server.transport;

import dev.realtime.server.config.ProxyEndpointConfig;
import dev.realtime.server.config.ServerConfig;
import dev.realtime.server.hub.Wire;
import dev.realtime.server.metrics.Outcome;
import dev.realtime.server.metrics.RequestKind;
import dev.realtime.server.session.Session;
import dev.realtime.server.session.TransportKind;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the handshakes of all transports have in common. */
final class Handshake {
  private final ClientRoutes routes;
  private final ChannelHandlerContext ctx;
  private final ClientRequest request;
  private final ServerConfig config;
  private final String address;
  private boolean admitted;

  Handshake(ClientRoutes routes, ChannelHandlerContext ctx, ClientRequest request) {
    this.routes = routes;
    this.ctx = ctx;
    this.request = request;
    this.config = routes.services().live().get().config();
    this.address = request.clientAddress(ctx, config.listen().clientIpHeader());
  }

  /** Whether the client is taken; if not, it has been answered. */
  boolean isAdmitted() {
    if (!routes.origins().get().allows(request.origin(), request.header(Router.HOST))) {
      routes.admission().refusedOrigin();
      refuse(HttpReplies.text(HttpResponseStatus.FORBIDDEN, "origin not allowed"));
      return false;
    }
    return switch (routes.admission().admit(address)) {
      case Admission.Place place -> {
        admitted = true;
        // With the socket, and not with the session: that one may never come to be.
        var _ = ctx.channel().closeFuture().addListener(_ -> place.giveBack().run());
        routes.services().metrics().request(RequestKind.HANDSHAKE, Outcome.OK);
        yield true;
      }
      case Admission.Refusal refusal -> {
        refuse(refusal);
        yield false;
      }
    };
  }

  private void refuse(Admission.Refusal refusal) {
    FullHttpResponse response =
        HttpReplies.of(
            HttpResponseStatus.valueOf(refusal.status()), refusal.contentType(), refusal.body());
    response.headers().set("Retry-After", Long.toString(refusal.retryAfterSeconds()));
    Router.allowOrigin(routes, request, response);
    refuse(response);
  }

  void refuse(FullHttpResponse response) {
    HttpReplies.send(ctx, response, false);
  }

  /** Refuses what is no handshake. */
  void malformed(HttpResponseStatus status, String why) {
    routes.services().metrics().request(RequestKind.HANDSHAKE, Outcome.CLIENT_ERROR);
    refuse(HttpReplies.text(status, why));
  }

  ClientConnection.Setup setup(Wire wire, TransportKind transport) {
    if (!admitted) {
      throw new IllegalStateException("a client that was not admitted");
    }
    return new ClientConnection.Setup(
        routes.contextOf().apply(ctx.channel().eventLoop()),
        wire,
        transport,
        address,
        request.headers(proxiedHeaders()));
  }

  private Set<String> proxiedHeaders() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (ProxyEndpointConfig endpoint : config.proxy().endpoints()) {
      if (endpoint.enabled()) {
        names.addAll(endpoint.headers());
      }
    }
    if (routes.services().tracing().trustsClients()) {
      names.add("traceparent");
      names.add("tracestate");
    }
    return names;
  }

  /** Makes the connection's session and leaves it alone in the pipeline. */
  Session take(ClientConnection connection) {
    Session session = new Session(routes.services(), routes.flows(), connection);
    connection.attach(session);
    ctx.pipeline().addLast(connection);
    for (Class<? extends ChannelHandler> type :
        List.of(
            RequestAssembler.class,
            Router.class,
            HttpServerCodec.class,
            HandshakeGate.Handler.class)) {
      ctx.pipeline().remove(type);
    }
    session.start();
    return session;
  }
}
