package dev.realtime.server.proxy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** POSTs JSON, from one pool of connections for all proxies. */
public final class BackendHttp implements AutoCloseable {
  /** Largest answer read; a client's frame could not carry more than a fraction of it. */
  static final int MAX_ANSWER_BYTES = 1024 * 1024;

  private final @Nullable SSLContext tls;
  private @Nullable HttpClient made;

  private BackendHttp(@Nullable SSLContext tls) {
    this.tls = tls;
  }

  /**
   * Opens no connection yet, nor reads the JVM's certificate authorities, which takes a good part
   * of a start.
   *
   * @param tls trust for https backends; null takes the JVM's
   */
  public static BackendHttp create(@Nullable SSLContext tls) {
    return new BackendHttp(tls);
  }

  /** Makes what the first call needs, which takes too long for an event loop. */
  void prepare() {
    var _ = client();
  }

  private synchronized HttpClient client() {
    if (made == null) {
      made = make(tls);
    }
    return made;
  }

  private static HttpClient make(@Nullable SSLContext tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5));
    if (tls != null) {
      builder.sslContext(tls);
    }
    return builder.build();
  }

  /** What came back. */
  sealed interface Exchange {
    @SuppressWarnings("ArrayRecordComponent") // read once
    record Response(int status, byte[] body) implements Exchange {}

    record NoResponse(ProxyFailure failure, String detail) implements Exchange {}
  }

  /** Sends a request. The stage never fails. */
  CompletableFuture<Exchange> post(
      URI endpoint, Map<String, String> headers, byte[] body, Duration timeout) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .header("Content-Type", "application/json");
    headers.forEach(request::setHeader);
    CompletableFuture<HttpResponse<byte[]>> sent =
        client()
            .sendAsync(
                request.build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    // The request's own timeout ends with the headers; this one covers the body as well.
    return sent.copy()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .<Exchange>thenApply(
            response -> new Exchange.Response(response.statusCode(), response.body()))
        .exceptionally(
            failure -> {
              sent.cancel(true);
              return noResponse(failure, timeout);
            });
  }

  private static Exchange noResponse(Throwable failure, Duration timeout) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case TimeoutException e ->
          new Exchange.NoResponse(
              ProxyFailure.TIMEOUT, "no answer in " + timeout.toMillis() + " ms");
      case IOException e ->
          new Exchange.NoResponse(
              ProxyFailure.UNREACHABLE, e.getClass().getSimpleName() + ": " + e.getMessage());
      default -> new Exchange.NoResponse(ProxyFailure.UNREACHABLE, cause.toString());
    };
  }

  /** Breaks calls under way off. */
  @Override
  public synchronized void close() {
    if (made != null) {
      made.shutdownNow();
    }
  }
}
