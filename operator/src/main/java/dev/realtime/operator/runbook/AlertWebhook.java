package dev.realtime.operator.runbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.realtime.operator.signal.Alerts;
import dev.realtime.operator.signal.Alerts.Alert;
import dev.realtime.operator.signal.SecretReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what an Alertmanager posts to {@code /alerts/NAMESPACE/SERVICE} (webhook format version 4).
 *
 * <p>202: taken. 400: malformed. 401: wrong or no token, or a service that takes no alerts; which
 * of them is not said. 405: not a POST. 409: nothing in it is news. 413: too large. 503: this
 * replica does not lead, or the token cannot be read; Alertmanager tries again.
 */
public final class AlertWebhook implements HttpHandler {
  /** Where it is served. */
  public static final String PATH = "/alerts/";

  /** Alertmanager groups alerts; a thousand of them are well below this. */
  static final int MAX_BODY = 1024 * 1024;

  private static final Logger log = LoggerFactory.getLogger(AlertWebhook.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A service that may take alerts. */
  record Recipient(
      dev.realtime.api.v1alpha1.runbook.@Nullable AlertWebhook settings,
      SecretReader secrets,
      Alerts alerts) {}

  /** Finds the service of an address. */
  interface Directory {
    Optional<Recipient> find(String namespace, String service);
  }

  private record Answer(int status, String text) {}

  private final Directory directory;
  private final BooleanSupplier leading;
  private final Clock clock;

  AlertWebhook(Directory directory, BooleanSupplier leading, Clock clock) {
    this.directory = directory;
    this.leading = leading;
    this.clock = clock;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = (answer.text() + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().substring(PATH.length()).split("/", -1);
    if (path.length != 2) {
      return new Answer(404, "post to " + PATH + "NAMESPACE/SERVICE");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return new Answer(405, "only POST");
    }
    if (!leading.getAsBoolean()) {
      return new Answer(503, "this replica does not lead; try again");
    }
    Optional<Recipient> recipient = directory.find(path[0], path[1]);
    if (recipient.isEmpty() || recipient.get().settings() == null) {
      return new Answer(401, "unauthorized");
    }
    String token;
    try {
      token = recipient.get().secrets().read(recipient.get().settings().token());
    } catch (SecretReader.NotReadable e) {
      log.warn("Alerts for {}/{} cannot be taken: {}", path[0], path[1], e.getMessage());
      return new Answer(503, "the token cannot be read; see the operator's log");
    }
    if (token.isEmpty() || !authorized(exchange, token)) {
      return new Answer(401, "unauthorized");
    }
    try (InputStream in = exchange.getRequestBody()) {
      byte[] body = in.readNBytes(MAX_BODY + 1);
      return body.length > MAX_BODY
          ? new Answer(413, "more than " + MAX_BODY + " bytes")
          : take(body, path[0], path[1], recipient.get().alerts());
    }
  }

  private static boolean authorized(HttpExchange exchange, String token) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    return header != null
        && MessageDigest.isEqual(
            header.getBytes(StandardCharsets.UTF_8),
            ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
  }

  private Answer take(byte[] body, String namespace, String service, Alerts alerts) {
    List<Alert> parsed;
    try {
      JsonNode root = JSON.readTree(body);
      parsed = AlertmanagerFormat.parse(root, namespace, service);
    } catch (IOException e) {
      return new Answer(400, "not JSON");
    } catch (IllegalArgumentException e) {
      return new Answer(400, String.valueOf(e.getMessage()));
    }
    int taken = 0;
    for (Alert alert : parsed) {
      Alerts.Verdict verdict = alerts.offer(alert, clock.instant());
      taken += verdict == Alerts.Verdict.TAKEN ? 1 : 0;
    }
    return taken > 0 || parsed.isEmpty()
        ? new Answer(202, taken + " alerts taken")
        : new Answer(409, "nothing in it is news: replayed, or too many alerts");
  }
}
