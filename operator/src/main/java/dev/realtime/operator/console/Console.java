package dev.realtime.operator.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.operator.process.OperatorSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the console. */
public final class Console implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Console.class);
  private static final String API = "/api/";
  private static final Duration SHORT = Duration.ofMinutes(15);
  private static final Duration LONG = Duration.ofMinutes(60);

  private final HttpServer server;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(3))
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final BooleanSupplier leading;
  private final Assets assets = new Assets();
  private final Sessions sessions;
  private final SignInLimit limit;
  private final Access access;
  private final Views views;
  private final Actions actions;
  private final Relay relay;

  /**
   * Listens.
   *
   * @param client of the operator: asks about tokens and permissions, and nothing else
   * @param leading whether this replica has sessions and measurements
   * @throws IOException if the port is taken
   */
  public Console(
      ConsoleSettings settings,
      OperatorSettings operator,
      KubernetesClient client,
      Sight sight,
      BooleanSupplier leading,
      Clock clock)
      throws IOException {
    this.leading = leading;
    var tokens = new Tokens(client, settings.audience());
    this.sessions = new Sessions(tokens, clock);
    this.limit = new SignInLimit(clock);
    this.access = new Access(client, clock);
    this.views = new Views(sight, access, clock);
    this.actions = new Actions(client, tokens);
    server = HttpServer.create(new InetSocketAddress(settings.port()), 0);
    this.relay = new Relay(client, http, operator.namespace(), operator.leaseName(), port());
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
    log.info("Console listens on port {}", port());
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var web = new Web(exchange);
      try {
        if (!web.path().startsWith(API)) {
          assets.serve(web);
        } else if (leading.getAsBoolean()) {
          api(web);
        } else {
          relay.pass(web);
        }
      } catch (Refused e) {
        web.refuse(e);
      } catch (RuntimeException e) {
        log.error("Cannot answer {} {}", web.method(), web.path(), e);
        web.refuse(new Refused(500, "internal", "The console failed.", "See the operator's log."));
      }
    }
  }

  private void api(Web web) throws IOException {
    if (!web.method().equals("GET")) {
      web.requireOwnPage();
    }
    List<String> path = List.of(web.path().substring(API.length()).split("/", -1));
    if (path.equals(List.of("session"))) {
      session(web);
      return;
    }
    Session session = sessions.of(web.session());
    Object answer =
        switch (web.method()) {
          case "GET" -> read(web, session.user(), path);
          case "POST" -> write(web, session, path);
          default -> throw new Refused(405, "method", "Only GET and POST.", "Reload the page.");
        };
    web.json(200, answer);
  }

  private void session(Web web) throws IOException {
    switch (web.method()) {
      case "GET" -> web.json(200, who(sessions.of(web.session())));
      case "POST" -> {
        web.requireSecret();
        limit.require(web.address());
        String token = web.field("token");
        String id;
        try {
          id = sessions.open(token);
        } catch (Refused e) {
          if (e.status() == 401) {
            limit.failed(web.address());
            log.info("A sign-in to the console from {} failed", web.address());
          }
          throw e;
        }
        web.setSession(id);
        web.json(200, who(sessions.of(Optional.of(id))));
      }
      case "DELETE" -> {
        sessions.close(web.session());
        web.dropSession();
        web.json(200, Map.of());
      }
      default -> throw new Refused(405, "method", "Not on a session.", "Reload the page.");
    }
  }

  private static Map<String, Object> who(Session session) {
    return Map.of("user", session.user().name());
  }

  /** {@code services}, {@code services/NS/NAME}, {@code services/NS/NAME/runs/RUN}. */
  private Object read(Web web, User user, List<String> path) {
    if (path.equals(List.of("services"))) {
      return views.services(user);
    }
    if (path.size() >= 3 && path.getFirst().equals("services")) {
      if (path.size() == 3) {
        String query = web.exchange().getRequestURI().getQuery();
        return views.service(
            user, path.get(1), path.get(2), "minutes=60".equals(query) ? LONG : SHORT);
      }
      if (path.size() == 5 && path.get(3).equals("runs")) {
        return views.run(user, path.get(1), path.get(2), path.get(4));
      }
    }
    throw nothing();
  }

  /** {@code services/NS/NAME/procedures}, {@code services/NS/NAME/runs/RUN/approval}. */
  private Object write(Web web, Session session, List<String> path) throws IOException {
    if (path.size() < 4 || !path.getFirst().equals("services")) {
      throw nothing();
    }
    String namespace = path.get(1);
    if (path.size() == 4 && path.get(3).equals("procedures")) {
      access.require(session.user(), "create", "runbookruns", namespace);
      return Map.of("run", actions.ask(session, namespace, path.get(2), procedure(web)));
    }
    if (path.size() == 6 && path.get(3).equals("runs") && path.get(5).equals("approval")) {
      access.require(session.user(), "patch", "runbookruns", namespace);
      actions.approve(session, namespace, path.get(4), web.field("plan"));
      return Map.of("run", path.get(4));
    }
    throw nothing();
  }

  private static Procedure procedure(Web web) throws IOException {
    String wanted = web.field("procedure");
    return Actions.OFFERED.stream()
        .filter(procedure -> String.valueOf(procedure.action()).equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new Refused(
                    400,
                    "malformed",
                    "The console does not offer " + wanted + ".",
                    "Use kubectl realtime, or create a RunbookRun."));
  }

  private static Refused nothing() {
    return new Refused(404, "gone", "There is nothing at this address.", "Go to the first page.");
  }

  @Override
  public void close() {
    server.stop(0);
    http.shutdownNow();
  }
}
