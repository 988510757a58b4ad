package dev.realtime.server.api;

import dev.realtime.server.json.JsonReader;
import dev.realtime.server.json.JsonShapeException;
import dev.realtime.server.json.JsonWriter;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.ErrorCode;
import dev.realtime.server.metrics.Outcome;
import dev.realtime.server.trace.Span;
import dev.realtime.server.trace.Tracing;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Answers every request under {@code /api}.
 *
 * <p>Stages complete at once or on the backend's threads; they never fail. Errors of calls are told
 * in the body, with status 200 unless {@link ApiSettings#statusErrors()}; what is wrong with the
 * request as HTTP (path, method, key, size) always has its own status.
 */
public final class ApiHandler {
  private static final String ROOT = "/api";
  private static final String BATCH = "batch";
  private static final String ERROR_MODE = "x-centrifugo-error-mode";
  private static final byte[] NO_PARAMS = "{}".getBytes(StandardCharsets.UTF_8);

  private final ApiMethods methods;
  private final Supplier<ApiSettings> settings;
  private final Listener listener;
  private final Tracing tracing;

  /** Told of each call when it has ended, those among them that were refused before they began. */
  @FunctionalInterface
  public interface Listener {
    /** In place of its time, of a call that was refused before it began. */
    long NOT_BEGUN = -1;

    /**
     * A call ended.
     *
     * @param method name of the method; {@code unknown} for whatever is none
     * @param error code of the error it ended in, or of the gravest of the calls it was made of; 0
     *     if all of it succeeded
     * @param nanos how long it took, in nanoseconds, or {@link #NOT_BEGUN}
     */
    void called(String method, int error, long nanos);
  }

  /**
   * An API on a backend.
   *
   * @param settings asked for each request, so that they may change
   */
  public ApiHandler(
      ApiBackend backend, Supplier<ApiSettings> settings, Listener listener, Tracing tracing) {
    this.methods = new ApiMethods(backend);
    this.settings = settings;
    this.listener = listener;
    this.tracing = tracing;
  }

  /**
   * Whether whoever sends these headers may call, so that a long body is taken from nobody else.
   *
   * @param header looks a header up by name, without regard to case
   */
  public boolean admits(UnaryOperator<@Nullable String> header) {
    return admits(settings.get(), header);
  }

  /** Longest body of a request, in bytes. */
  public int maxBody() {
    return settings.get().maxBody();
  }

  private static boolean admits(ApiSettings now, UnaryOperator<@Nullable String> header) {
    return now.insecure() || now.keys().accepts(key(header));
  }

  /** Answers a request. */
  public CompletionStage<ApiResponse> handle(ApiRequest request) {
    ApiSettings now = settings.get();
    String name = methodName(request.path());
    if (name.equals("openapi.json")) {
      return request.method().equals("GET")
          ? done(ApiResponse.json(200, OpenApiDocument.json()))
          : refused(name, Codes.BAD_REQUEST, notAllowed("GET"));
    }
    if (!admits(now, request.header())) {
      return refused(
          name,
          Codes.UNAUTHORIZED,
          error(401, Codes.UNAUTHORIZED, "send the API key as X-API-Key or Authorization: apikey"));
    }
    if (!request.method().equals("POST")) {
      return refused(name, Codes.BAD_REQUEST, notAllowed("POST"));
    }
    if (request.body().length > now.maxBody()) {
      return refused(
          name,
          Codes.BAD_REQUEST,
          error(413, Codes.BAD_REQUEST, "body is longer than " + now.maxBody() + " bytes"));
    }
    boolean statusErrors =
        now.statusErrors()
            || "transport".equalsIgnoreCase(String.valueOf(request.header().apply(ERROR_MODE)));
    byte[] body = request.body().length == 0 ? NO_PARAMS : request.body();
    return name.isEmpty()
        ? enveloped(request, body, statusErrors)
        : call(request, name, body, statusErrors);
  }

  private CompletionStage<ApiResponse> call(
      ApiRequest request, String name, byte[] params, boolean statusErrors) {
    if (!isMethod(name)) {
      return refused(
          name,
          Codes.METHOD_NOT_FOUND,
          error(404, Codes.METHOD_NOT_FOUND, "see /api/openapi.json"));
    }
    boolean batch = name.equals(BATCH);
    long begun = System.nanoTime();
    Span span = tracing.begin("api " + name, request.header());
    return ApiReply.of(() -> batch ? Batch.run(methods, params) : existing(name, params))
        .thenApply(
            reply -> {
              int code = reply.code();
              listener.called(name, code, System.nanoTime() - begun);
              span.end(Outcome.ofErrorCode(code), code);
              return response(reply, batch, statusErrors);
            });
  }

  private boolean isMethod(String name) {
    return name.equals(BATCH) || methods.names().contains(name);
  }

  private CompletionStage<ApiResponse> refused(String name, ErrorCode error, ApiResponse response) {
    listener.called(isMethod(name) ? name : "unknown", error.code(), Listener.NOT_BEGUN);
    return done(response);
  }

  private CompletionStage<ApiReply.Result> existing(String name, byte[] params) {
    CompletionStage<ApiReply.Result> call = methods.call(name, params);
    if (call == null) {
      throw new ApiException(Codes.METHOD_NOT_FOUND);
    }
    return call;
  }

  /** The older form: {@code POST /api} with {@code {"method": ..., "params": {...}}}. */
  private CompletionStage<ApiResponse> enveloped(
      ApiRequest request, byte[] body, boolean statusErrors) {
    String[] method = {""};
    byte[][] params = {NO_PARAMS};
    try {
      JsonReader.readWithoutNulls(
          body,
          (name, value) -> {
            switch (name) {
              case "method" -> method[0] = value.string();
              case "params" -> {
                byte[] raw = value.rawObject();
                params[0] = raw == null ? NO_PARAMS : raw;
              }
              default -> {}
            }
          });
    } catch (JsonShapeException e) {
      return refused(
          method[0],
          Codes.BAD_REQUEST,
          response(
              new ApiReply.Failure(new ApiException(Codes.BAD_REQUEST, e.reason()).error()),
              false,
              statusErrors));
    }
    return call(request, method[0], params[0], statusErrors);
  }

  private static ApiResponse response(ApiReply reply, boolean batch, boolean statusErrors) {
    return switch (reply) {
      case ApiReply.Result(byte[] result, int _) when batch -> ApiResponse.json(200, result);
      case ApiReply.Failure(ErrorCode error) when statusErrors ->
          ApiResponse.json(
              status(error),
              JsonWriter.object(
                  json -> json.number("code", error.code()).text("message", error.message())));
      default -> ApiResponse.json(200, JsonWriter.object(json -> reply.write(json, "result")));
    };
  }

  private static int status(ErrorCode error) {
    return switch (error.code()) {
      case 101 -> 401;
      case 102, 104 -> 404;
      case 103 -> 403;
      case 106, 107, 108 -> 400;
      case 111 -> 429;
      case 112 -> 416;
      case 113 -> 409;
      default -> 500;
    };
  }

  private static String methodName(String path) {
    String rest = path.startsWith(ROOT) ? path.substring(ROOT.length()) : path;
    return rest.startsWith("/") ? rest.substring(1) : rest;
  }

  private static @Nullable String key(UnaryOperator<@Nullable String> header) {
    String key = header.apply("x-api-key");
    if (key != null) {
      return key;
    }
    String authorization = header.apply("authorization");
    return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("apikey ")
        ? authorization.substring("apikey ".length()).strip()
        : null;
  }

  private static ApiResponse error(int status, ErrorCode error, String detail) {
    ErrorCode told = new ApiException(error, detail).error();
    return ApiResponse.json(
        status, JsonWriter.object(json -> new ApiReply.Failure(told).write(json, "result")));
  }

  private static ApiResponse notAllowed(String allowed) {
    ApiResponse response = error(405, Codes.BAD_REQUEST, "use " + allowed);
    return new ApiResponse(
        response.status(), response.contentType(), Map.of("Allow", allowed), response.body());
  }

  private static CompletionStage<ApiResponse> done(ApiResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
