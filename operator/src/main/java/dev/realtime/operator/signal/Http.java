package dev.realtime.operator.signal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

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
   * @throws IOException if it cannot be reached in time, or answers more than {@link #MAX_BODY}
   *     bytes
   */
  Answer get(URI uri, Map<String, String> headers, Duration timeout)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(timeout).GET();
    headers.forEach(request::header);
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(MAX_BODY + 1);
      if (bytes.length > MAX_BODY) {
        throw new IOException("the answer of " + uri.getHost() + " is longer than " + MAX_BODY);
      }
      return new Answer(response.statusCode(), new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /** What went wrong, for a person: the kind of failure, and its message where it has one. */
  static String say(Exception e) {
    String name = e.getClass().getSimpleName().replace("Exception", "");
    return e.getMessage() == null ? name : name + ": " + e.getMessage();
  }
}
