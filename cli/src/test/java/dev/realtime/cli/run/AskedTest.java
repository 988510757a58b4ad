package dev.realtime.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.cli.Problem;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server in this process plays the API server: a real one loses no answers when told to. */
class AskedTest {
  private final Queue<String> names = new ConcurrentLinkedQueue<>();
  private final RunbookRun run =
      Asked.run(service(), Procedure.RESTART, ActionParameters.none(), RunbookMode.AUTO, null);
  private PlayedApi api;
  private KubernetesClient client;
  private int lost;
  private String reason = "AlreadyExists";

  @BeforeEach
  void start() throws IOException {
    api = PlayedApi.at("/apis/realtime.dev", this::create);
    client = api.client();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static RealtimeService service() {
    var service = new RealtimeService();
    service.setMetadata(new ObjectMetaBuilder().withName("chat").withNamespace("prod").build());
    return service;
  }

  /** Stores what is posted; the first answers are lost. */
  private void create(HttpExchange exchange) throws IOException {
    JsonNode posted = new ObjectMapper().readTree(exchange.getRequestBody());
    String name = posted.at("/metadata/name").asText("generated-" + names.size());
    boolean there = names.contains(name);
    if (!there) {
      names.add(name);
    }
    if (lost-- > 0) {
      exchange.close();
      return;
    }
    byte[] answer =
        (there
                ? "{\"apiVersion\": \"v1\", \"kind\": \"Status\", \"reason\": \"%s\"}"
                    .formatted(reason)
                : posted.toString())
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(there ? 409 : 201, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Test
  void aRequestWhoseAnswerWasLostMakesNoSecondRun() {
    lost = 1;

    Asked.create(client, run);

    assertThat(names).singleElement().asString().matches("chat-restart-[a-z0-9]{10}");
  }

  @Test
  void aConflictIsNoRunThatIsThereAlready() {
    lost = 1;
    reason = "Conflict";

    assertThatThrownBy(() -> Asked.create(client, run)).isInstanceOf(Problem.class);
  }

  @Test
  void whereNobodyAnswersItMayHaveBeenDone() {
    lost = 2;

    assertThatThrownBy(() -> Asked.create(client, run))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("it may have been done");
  }
}
