package dev.realtime.operator.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.operator.cluster.PlayedApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server in this process plays the API server: a real one loses no answers when told to. */
class ActionsTest {
  private static final int LOST = 0;
  private static final Session SESSION =
      new Session("token", new User("anna", "", List.of(), Map.of()), Instant.EPOCH, Instant.EPOCH);

  private final ObjectMapper json = new ObjectMapper();
  private final Queue<String> names = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
  private HttpServer server;
  private KubernetesClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/apis/realtime.dev", this::create);
    server.createContext(
        "/apis/authentication.k8s.io",
        exchange ->
            answer(
                exchange,
                201,
                """
                {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview",
                 "status": {"authenticated": true, "user": {"username": "anna"}}}
                """));
    server.start();
    client = PlayedApi.client(server);
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  /** Stores what is posted, and answers as the test wants: with its status, or not at all. */
  private void create(HttpExchange exchange) throws IOException {
    JsonNode run = json.readTree(exchange.getRequestBody());
    JsonNode name = run.path("metadata").path("name");
    boolean there = !name.isMissingNode() && names.contains(name.asText());
    if (!there) {
      names.add(name.asText("generated-" + names.size()));
    }
    int status = statuses.isEmpty() ? there ? 409 : 201 : statuses.remove();
    if (status == LOST) {
      exchange.close();
    } else if (status == 201) {
      answer(exchange, status, run.toString());
    } else {
      answer(
          exchange,
          status,
          """
          {"apiVersion": "v1", "kind": "Status", "message": "so it is", "reason": "%s"}"""
              .formatted(status == 409 ? "AlreadyExists" : ""));
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String ask(String audience) {
    return new Actions(client, new Tokens(client, audience))
        .ask(SESSION, "prod", "chat", Procedure.MAINTENANCE_ON);
  }

  private Refused refused(String audience) {
    return catchThrowableOfType(Refused.class, () -> ask(audience));
  }

  @Test
  void aRequestWhoseAnswerWasLostMakesNoSecondRun() {
    statuses.add(LOST);

    String name = ask("");

    assertThat(name).matches("chat-maintenanceon-[a-z0-9]{10}");
    assertThat(names).containsExactly(name);
  }

  @Test
  void whatTheApiServerDoesNotSayMayHaveBeenDone() {
    for (int status : new int[] {LOST, 503}) {
      statuses.addAll(List.of(status, status));

      Refused refused = refused("");

      assertThat(refused).hasMessageContaining("may have been").hasMessageNotContaining("Nothing");
      assertThat(refused.remedy()).contains("before you ask again");
    }
  }

  @Test
  void aTokenThatTheConsoleAloneAcceptsNeedsTheApiServersAudienceToo() {
    statuses.add(401);
    assertThat(refused("realtime"))
        .hasMessageContaining("not for the API server's own")
        .extracting(Refused::status)
        .isEqualTo(403);

    statuses.add(401);
    assertThat(refused("")).extracting(Refused::code).isEqualTo("token-expired");
  }
}
