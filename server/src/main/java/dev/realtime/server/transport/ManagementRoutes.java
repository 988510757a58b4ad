package dev.realtime.server.transport;

import dev.realtime.server.health.Health;
import dev.realtime.server.health.HealthReport;
import dev.realtime.server.health.Probe;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
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
 * each connection.
 */
public final class ManagementRoutes extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger log = LoggerFactory.getLogger(ManagementRoutes.class);
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Health health;
  private final Supplier<String> metrics;
  private final Runnable drain;

  /**
   * Routes to these.
   *
   * @param metrics in Prometheus' text format
   * @param drain begins to drain; returns at once
   */
  public ManagementRoutes(Health health, Supplier<String> metrics, Runnable drain) {
    this.health = health;
    this.metrics = metrics;
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
    boolean get =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (path.equals("/drain")) {
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
    if (!get) {
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

  /** Any pod of the cluster may come here for metrics; none but our own may send clients away. */
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
