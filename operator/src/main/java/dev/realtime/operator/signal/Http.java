package dev.realtime.operator.signal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** GET with a bound on time and size. */
final class Http {
  /** A pod with a thousand channels namespaces and histograms of everything stays below this. */
  static final int MAX_BODY = 4 * 1024 * 1024;

  private final HttpClient client;

  Http(HttpClient client) {
    this.client = client;
  }

  /** A client that follows no redirects: the address given is the address meant. */
  static HttpClient newClient(Duration connectTimeout) {
    return HttpClient.newBuilder()
        .connectTimeout(connectTimeout)
        .followRedirects(HttpClient.Redirect.NEVER)
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }

  /** An answer with its body. */
  record Answer(int status, String body) {}

  /**
   * Fetches an address.
   *
   * @param timeout until the last byte of the body: the JDK's own timeout ends with the headers,
   *     and what hangs after them hangs all the same
   * @throws IOException if it cannot be reached in time, answers more than {@link #MAX_BODY} bytes,
   *     or a header cannot be sent
   */
  Answer get(URI uri, Map<String, String> headers, Duration timeout)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(timeout).GET();
    for (Map.Entry<String, String> header : headers.entrySet()) {
      set(request, header.getKey(), header.getValue());
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request.build(),
            HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BODY));
    try {
      HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    } catch (TimeoutException e) {
      throw new IOException("no whole answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HttpTimeoutException) {
        // The request's own timer was the first of the two.
        throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
      }
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } finally {
      // Does nothing to one that is complete.
      answer.cancel(true);
    }
  }

  /**
   * Adds a header whose value may be a secret.
   *
   * @throws IOException if it cannot be sent. The JDK's own refusal repeats the value, so it is
   *     neither passed on nor the cause
   */
  @SuppressWarnings("UnusedException")
  static void set(HttpRequest.Builder request, String name, String value) throws IOException {
    try {
      request.header(name, value);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "header "
              + name
              + " cannot be sent: its value, from a Secret, holds a line break or another"
              + " character that no header may hold");
    }
  }

  /** What went wrong, for a person: the kind of failure, and its message where it has one. */
  static String say(Exception e) {
    String name = e.getClass().getSimpleName().replace("Exception", "");
    return e.getMessage() == null ? name : name + ": " + e.getMessage();
  }
}
