package dev.realtime.server.transport;

import dev.realtime.server.api.ApiRequest;
import dev.realtime.server.health.HealthReport;
import dev.realtime.server.health.Probe;
import dev.realtime.server.metrics.Outcome;
import dev.realtime.server.metrics.RequestKind;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the route of a request on the client port. One for each connection. */
final class Router extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger log = LoggerFactory.getLogger(Router.class);
  static final String WEBSOCKET = "/connection/websocket";
  static final String UNI_WEBSOCKET = "/connection/uni_websocket";
  static final String SSE = "/connection/sse";
  static final String UNI_SSE = "/connection/uni_sse";
  static final String HTTP_STREAM = "/connection/http_stream";
  static final String EMULATION = "/emulation";
  private static final String API = "/api";

  /** Longest body on routes that take one from anybody. */
  private static final int CLIENT_BODY = 64 * 1024;

  private static final String TOO_LARGE = "body too large";
  private static final RequestAssembler.Allowance FROM_ANYBODY =
      new RequestAssembler.Allowance(CLIENT_BODY, false, TOO_LARGE);
  private static final RequestAssembler.Allowance WITHOUT_KEY =
      new RequestAssembler.Allowance(
          CLIENT_BODY, false, "body too large without an API key that is accepted");

  private final ClientRoutes routes;
  private final RequestAssembler requests;
  private boolean answering;

  /** Behind the assembler of its connection. */
  Router(ClientRoutes routes, RequestAssembler requests) {
    this.routes = routes;
    this.requests = requests;
  }

  /**
   * What a request may bring. A body of the API's size is for whoever has shown its key: it is
   * looked at before anything of the body is kept.
   */
  static RequestAssembler.Allowance allowance(ClientRoutes routes, HttpRequest request) {
    String uri = request.uri();
    int query = uri.indexOf('?');
    if (!isApi(query < 0 ? uri : uri.substring(0, query))) {
      return FROM_ANYBODY;
    }
    return routes.api().admits(name -> request.headers().get(name))
        ? new RequestAssembler.Allowance(routes.api().maxBody(), true, TOO_LARGE)
        : WITHOUT_KEY;
  }

  private static boolean isApi(String path) {
    return path.equals(API) || path.startsWith(API + "/");
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest http) {
    ClientRequest request;
    try {
      request = ClientRequest.of(http);
    } catch (IllegalArgumentException e) {
      log.debug("malformed address: {}", e.getMessage());
      answer(ctx, http, HttpReplies.text(HttpResponseStatus.BAD_REQUEST, "malformed address"));
      return;
    }
    String path = request.path();
    switch (path) {
      case WEBSOCKET -> new WebSocketUpgrade(routes, ctx, request).run(false);
      case UNI_WEBSOCKET -> new WebSocketUpgrade(routes, ctx, request).run(true);
      case SSE, UNI_SSE, HTTP_STREAM -> new StreamOpening(routes, ctx, request).run();
      case EMULATION -> emulation(ctx, request);
      case "/health" -> {
        HealthReport report = routes.health().report(Probe.HEALTH);
        answer(
            ctx,
            http,
            HttpReplies.of(
                HttpResponseStatus.valueOf(report.httpStatus()),
                "application/json",
                report.json()));
      }
      default -> {
        if (isApi(path)) {
          api(ctx, request);
        } else {
          answer(ctx, http, HttpReplies.text(HttpResponseStatus.NOT_FOUND, "no such path"));
        }
      }
    }
  }

  private void emulation(ChannelHandlerContext ctx, ClientRequest request) {
    boolean keepAlive = HttpUtil.isKeepAlive(request.http());
    begin(ctx);
    new EmulationRoute(routes, request)
        .run(
            response ->
                ctx.executor()
                    .execute(
                        () -> {
                          count(response);
                          end(ctx, response, keepAlive);
                        }));
  }

  private void api(ChannelHandlerContext ctx, ClientRequest request) {
    FullHttpRequest http = request.http();
    boolean keepAlive = HttpUtil.isKeepAlive(http);
    ApiRequest call =
        new ApiRequest(
            http.method().name(),
            request.path(),
            name -> http.headers().get(name),
            ByteBufUtil.getBytes(http.content()));
    begin(ctx);
    routes
        .api()
        .handle(call)
        .whenComplete(
            (answer, failure) ->
                ctx.executor()
                    .execute(
                        () -> {
                          if (failure != null || answer == null) {
                            log.error("API request to {} failed", request.path(), failure);
                            end(
                                ctx,
                                HttpReplies.text(
                                    HttpResponseStatus.INTERNAL_SERVER_ERROR, "see the log"),
                                false);
                            return;
                          }
                          FullHttpResponse response =
                              HttpReplies.of(
                                  HttpResponseStatus.valueOf(answer.status()),
                                  answer.contentType(),
                                  answer.body());
                          answer.headers().forEach(response.headers()::set);
                          end(ctx, response, keepAlive);
                        }));
  }

  /** Answers go out in the order of the requests: none is looked at while one is under way. */
  private void begin(ChannelHandlerContext ctx) {
    answering = true;
    requests.hold();
    updateReading(ctx);
  }

  private void end(ChannelHandlerContext ctx, FullHttpResponse response, boolean keepAlive) {
    HttpReplies.send(ctx, response, keepAlive);
    answering = false;
    updateReading(ctx);
    requests.goOn(ctx);
  }

  /** Who does not read its answers is not read from, or they would fill the memory. */
  private void updateReading(ChannelHandlerContext ctx) {
    ctx.channel().config().setAutoRead(!answering && ctx.channel().isWritable());
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    updateReading(ctx);
    ctx.fireChannelWritabilityChanged();
  }

  private void answer(ChannelHandlerContext ctx, FullHttpRequest http, FullHttpResponse response) {
    count(response);
    HttpReplies.send(ctx, response, HttpUtil.isKeepAlive(http));
  }

  private void count(FullHttpResponse response) {
    routes
        .services()
        .metrics()
        .request(RequestKind.HTTP, Outcome.ofHttpStatus(response.status().code()));
  }

  /** Answers a preflight request of a browser; false if the request is none. */
  static boolean preflight(
      ClientRoutes routes, ClientRequest request, Consumer<FullHttpResponse> to) {
    if (!request.http().method().equals(HttpMethod.OPTIONS)) {
      return false;
    }
    FullHttpResponse response = HttpReplies.noContent();
    if (allowOrigin(routes, request, response)) {
      response
          .headers()
          .set("Access-Control-Allow-Methods", "POST, OPTIONS")
          .set("Access-Control-Max-Age", "300");
      String asked = request.header("Access-Control-Request-Headers");
      if (asked != null) {
        response.headers().set("Access-Control-Allow-Headers", asked);
      }
    }
    to.accept(response);
    return true;
  }

  /** Lets the page that asks read the answer, if its origin may connect at all. */
  static boolean allowOrigin(
      ClientRoutes routes, ClientRequest request, FullHttpResponse response) {
    String origin = request.origin();
    if (origin == null || !routes.origins().get().allows(origin, request.header(HOST))) {
      return false;
    }
    response
        .headers()
        .set("Access-Control-Allow-Origin", origin)
        .set("Access-Control-Allow-Credentials", "true")
        .set("Vary", "Origin");
    return true;
  }

  static final AsciiString HOST = AsciiString.cached("host");

  @Override
  @SuppressWarnings("deprecation") // the inbound adapter's method is the one that is called
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("HTTP connection broke: {}", cause.toString());
    } else {
      log.warn("HTTP connection is closed after a failure", cause);
    }
    var _ = ctx.close();
  }
}
