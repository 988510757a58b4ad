package dev.realtime.server.transport;

import dev.realtime.server.auth.ManagementTokens;
import dev.realtime.server.health.Health;
import dev.realtime.server.health.HealthReport;
import dev.realtime.server.health.Probe;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management port: {@code GET /livez /readyz /health /metrics}, {@code POST /drain}. One for
 * each connection. The kubelet has no token to send, so probes are for everybody; whoever comes
 * from this machine, by {@code kubectl exec} or {@code port-forward}, was let in by the API server.
 */
public final class ManagementRoutes extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger log = LoggerFactory.getLogger(ManagementRoutes.class);
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Health health;
  private final Supplier<String> metrics;
  private final Supplier<ManagementTokens> tokens;
  private final Runnable drain;

  /**
   * Routes to these.
   *
   * @param metrics in Prometheus' text format
   * @param tokens those in use now
   * @param drain begins to drain; returns at once
   */
  public ManagementRoutes(
      Health health, Supplier<String> metrics, Supplier<ManagementTokens> tokens, Runnable drain) {
    this.health = health;
    this.metrics = metrics;
    this.tokens = tokens;
    this.drain = drain;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    HttpReplies.send(ctx, answer(ctx, request), HttpUtil.isKeepAlive(request));
  }

  private FullHttpResponse answer(ChannelHandlerContext ctx, FullHttpRequest request) {
    String uri = request.uri();
    int query = uri.indexOf('?');
    String path = query < 0 ? uri : uri.substring(0, query);
    if (path.equals("/drain")) {
      return drain(ctx, request);
    }
    if (!path.equals("/livez")
        && !path.equals("/readyz")
        && !fromThisMachine(ctx)
        && !tokens.get().accept(request.headers().get(HttpHeaderNames.AUTHORIZATION))) {
      return unauthorized();
    }
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      return HttpReplies.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "use GET");
    }
    return switch (path) {
      case "/livez" -> report(Probe.LIVE);
      case "/readyz" -> report(Probe.READY);
      case "/health" -> report(Probe.HEALTH);
      case "/metrics" ->
          HttpReplies.of(
              HttpResponseStatus.OK, METRICS_TYPE, metrics.get().getBytes(StandardCharsets.UTF_8));
      default ->
          HttpReplies.text(
              HttpResponseStatus.NOT_FOUND,
              "no such path; there are /livez, /readyz, /health, /metrics and POST /drain");
    };
  }

  /** None but our own pod may send clients away, token or no token. */
  private FullHttpResponse drain(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (!request.method().equals(HttpMethod.POST)) {
      return HttpReplies.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "use POST");
    }
    if (!fromThisMachine(ctx)) {
      return HttpReplies.text(
          HttpResponseStatus.FORBIDDEN,
          "only from within the pod: kubectl exec, or delete the pod, which drains it");
    }
    drain.run();
    return HttpReplies.text(HttpResponseStatus.ACCEPTED, "draining");
  }

  private static FullHttpResponse unauthorized() {
    FullHttpResponse response =
        HttpReplies.text(
            HttpResponseStatus.UNAUTHORIZED,
            "send Authorization: Bearer TOKEN, with the token of Secret NAME-management-token"
                + " (by itself: of management.tokenFile); through kubectl port-forward none is"
                + " needed");
    response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"management\"");
    return response;
  }

  private static boolean fromThisMachine(ChannelHandlerContext ctx) {
    return ctx.channel().remoteAddress() instanceof InetSocketAddress peer
        && peer.getAddress().isLoopbackAddress();
  }

  private FullHttpResponse report(Probe probe) {
    HealthReport report = health.report(probe);
    return HttpReplies.of(
        HttpResponseStatus.valueOf(report.httpStatus()), "application/json", report.json());
  }

  @Override
  @SuppressWarnings("deprecation") // the inbound adapter's method is the one that is called
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("management connection broke: {}", cause.toString());
    var _ = ctx.close();
  }
}
