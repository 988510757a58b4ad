package dev.realtime.server.auth;

import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client that keys are fetched with. It is made when first asked for, as few servers have
 * a JWKS endpoint and reading the JVM's certificate authorities takes a good part of a start.
 */
public final class JwksHttp implements AutoCloseable {
  private @Nullable HttpClient client;

  /** Makes nothing yet. */
  public JwksHttp() {}

  /** The client; it follows no redirects. */
  public synchronized HttpClient client() {
    if (client == null) {
      client = HttpClient.newHttpClient();
    }
    return client;
  }

  /** Breaks fetches under way off. */
  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }
}
