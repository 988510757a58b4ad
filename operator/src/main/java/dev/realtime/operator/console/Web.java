package dev.realtime.operator.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request and its answer. */
final class Web {
  /** A header that pages of other sites cannot send without being asked, and nobody says yes. */
  static final String GUARD = "X-Realtime-Console";

  static final int MAX_BODY = 64 * 1024;
  private static final String COOKIE = "realtime-console";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** No inline code, nothing from elsewhere, no frames, and text only as text. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
              + " 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=()");

  private final HttpExchange exchange;

  Web(HttpExchange exchange) {
    this.exchange = exchange;
  }

  HttpExchange exchange() {
    return exchange;
  }

  String method() {
    return exchange.getRequestMethod();
  }

  String path() {
    return exchange.getRequestURI().getPath();
  }

  /** The address of who asks, as the socket has it: headers that claim another are not believed. */
  String address() {
    return exchange.getRemoteAddress().getAddress().getHostAddress();
  }

  /** The session's id in the cookie. */
  Optional<String> session() {
    return exchange.getRequestHeaders().getOrDefault("Cookie", List.of()).stream()
        .flatMap(header -> Arrays.stream(header.split(";", -1)))
        .map(String::strip)
        .filter(cookie -> cookie.startsWith(COOKIE + "="))
        .map(cookie -> cookie.substring(COOKIE.length() + 1))
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  /**
   * Passes if this write comes from a page of ours.
   *
   * @throws Refused if it may come from another site
   */
  void requireOwnPage() {
    String origin = header("Origin");
    boolean foreign =
        origin != null && !host().equals(Optional.ofNullable(authority(origin)).orElse(""));
    String site = header("Sec-Fetch-Site");
    if (header(GUARD) == null || foreign || (site != null && !site.equals("same-origin"))) {
      throw new Refused(
          403,
          "foreign-page",
          "This request does not come from a page of the console.",
          "Use the console itself; behind a proxy, see that it passes Host or X-Forwarded-Host on.");
    }
  }

  /**
   * Passes if nobody on the way can read a token.
   *
   * @throws Refused if it would travel in clear over a network
   */
  void requireSecret() {
    String name = host().replaceFirst(":\\d+$", "");
    if (!https() && !LOOPBACK.contains(name)) {
      throw new Refused(
          403,
          "in-clear",
          "Over plain HTTP your token could be read on its way; nothing was sent on.",
          "Use kubectl port-forward and http://localhost, or put TLS before the console (an Ingress"
              + " that sets X-Forwarded-Proto).");
    }
  }

  private boolean https() {
    return "https".equals(header("X-Forwarded-Proto"));
  }

  /** What the browser takes this for: the proxy's word, or the request's own. */
  String host() {
    String forwarded = header("X-Forwarded-Host");
    String host = forwarded == null ? header("Host") : forwarded;
    return host == null ? "" : host;
  }

  private static @Nullable String authority(String origin) {
    try {
      return URI.create(origin).getAuthority();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Nullable String header(String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  byte[] body() throws IOException {
    try (InputStream in = exchange.getRequestBody()) {
      byte[] bytes = in.readNBytes(MAX_BODY + 1);
      if (bytes.length > MAX_BODY) {
        throw new Refused(413, "too-large", "More than " + MAX_BODY + " bytes.", "Send less.");
      }
      return bytes;
    }
  }

  /** A text field of the JSON body. */
  String field(String name) throws IOException {
    JsonNode value;
    try {
      value = JSON.readTree(body()).path(name);
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new Refused(400, "malformed", "The body is not JSON.", "Reload the page.");
    }
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new Refused(400, "malformed", "The field " + name + " is missing.", "Reload the page.");
    }
    return value.asText().strip();
  }

  void setSession(String id) {
    cookie(id, "");
  }

  void dropSession() {
    cookie("", "; Max-Age=0");
  }

  /** For this browser session, this site and no script. */
  private void cookie(String value, String more) {
    exchange
        .getResponseHeaders()
        .add(
            "Set-Cookie",
            COOKIE
                + "="
                + value
                + "; Path=/; HttpOnly; SameSite=Strict"
                + (https() ? "; Secure" : "")
                + more);
  }

  void json(int status, Object body) throws IOException {
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    send(status, "application/json", Serialization.asJson(body).getBytes(StandardCharsets.UTF_8));
  }

  void refuse(Refused refused) throws IOException {
    json(
        refused.status(),
        Map.of(
            "code", refused.code(),
            "why", String.valueOf(refused.getMessage()),
            "remedy", refused.remedy()));
  }

  void send(int status, String contentType, byte[] body) throws IOException {
    HEADERS.forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("Content-Type", contentType);
    boolean head = method().equals("HEAD");
    exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
