package dev.realtime.operator.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.AlertmanagerReceiver;
import dev.realtime.api.v1alpha1.runbook.Cause;
import dev.realtime.api.v1alpha1.runbook.Links;
import dev.realtime.api.v1alpha1.runbook.NotificationEvent;
import dev.realtime.api.v1alpha1.runbook.NotificationReceiver;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunSpec;
import dev.realtime.api.v1alpha1.runbook.RunbookRunStatus;
import dev.realtime.api.v1alpha1.runbook.SecretKey;
import dev.realtime.api.v1alpha1.runbook.SlackReceiver;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.api.v1alpha1.runbook.Symptom;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import dev.realtime.api.v1alpha1.runbook.WebhookReceiver;
import dev.realtime.operator.signal.SecretReader;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against real HTTP receivers in this process. */
class OutboxTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Links LINKS = new Links("https://grafana/d/x", null, null);
  private static final Outbox.Patience IMPATIENT =
      new Outbox.Patience(
          Duration.ofMillis(10),
          Duration.ofMillis(20),
          Duration.ofMillis(500),
          Duration.ofMillis(500));

  private record Request(String path, Map<String, List<String>> headers, String body) {}

  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
  private final Queue<Outbox.Outcome> outcomes = new ConcurrentLinkedQueue<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private HttpServer server;
  private Outbox outbox;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/hangs",
        exchange -> {
          try {
            done.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.createContext(
        "/",
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/halfway")) {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().flush();
            return;
          }
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          Integer status = statuses.poll();
          requests.add(
              new Request(
                  exchange.getRequestURI().getPath(),
                  Map.copyOf(exchange.getRequestHeaders()),
                  body));
          exchange.sendResponseHeaders(status == null ? 200 : status, -1);
          exchange.close();
        });
    server.start();
    outbox = new Outbox(HttpClient.newHttpClient(), IMPATIENT, Clock.systemUTC(), outcomes::add);
  }

  @AfterEach
  void stop() {
    done.countDown();
    outbox.close();
    server.stop(0);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static NotificationReceiver webhook(
      String url, SecretKey key, NotificationEvent... events) {
    return new NotificationReceiver(
        "team", List.of(events), new WebhookReceiver(url, null, key), null, null);
  }

  private final SecretReader secrets =
      key -> {
        return switch (key.key()) {
          case "signing" -> "geheim";
          case "slack" -> url("/slack");
          default -> throw new SecretReader.NotReadable("no key " + key.key());
        };
      };

  private static RunbookRun run(
      RunState state, boolean over, List<String> notified, RunStep... steps) {
    var run = new RunbookRun();
    run.setMetadata(
        new ObjectMetaBuilder().withNamespace("prod").withName("chat-1").withUid("u1").build());
    run.setSpec(
        new RunbookRunSpec(
            "chat",
            Procedure.REPAIR,
            Trigger.DETECTION,
            Symptom.SERVICE_DOWN,
            null,
            ActionParameters.none(),
            RunbookMode.AUTO,
            null));
    run.setStatus(
        new RunbookRunStatus(
            1L,
            state,
            "ServiceDown (Unresponsive): did Restart",
            Cause.UNRESPONSIVE,
            60,
            List.of(),
            null,
            null,
            List.of(steps),
            List.of(),
            1L,
            "uid",
            T0,
            T0,
            T0,
            null,
            null,
            over ? T0.plusSeconds(90) : null,
            notified));
    return run;
  }

  private static RunStep applied(Action action) {
    return new RunStep(
        0, action, ActionParameters.none(), StepOutcome.APPLIED, T0, T0, null, null, null);
  }

  private List<String> offerUntilDelivered(RunbookRun run, NotificationReceiver... receivers) {
    var ended = new ArrayList<String>();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              ended.clear();
              ended.addAll(outbox.offer(run, List.of(receivers), LINKS, secrets));
              return !ended.isEmpty();
            });
    return ended;
  }

  @Test
  void signsWhatItPostsSoThatReceiversCanCheckIt() throws Exception {
    offerUntilDelivered(
        run(RunState.PENDING, false, List.of()),
        webhook(url("/hook"), new SecretKey("s", "signing")));
    Request request = requests.remove();
    String signature = request.headers().get("Realtime-signature").getFirst();
    Instant at = Instant.ofEpochSecond(Long.parseLong(signature.replaceAll("t=(\\d+),.*", "$1")));
    assertThat(signature).isEqualTo(Messages.signature("geheim", request.body(), at));
    assertThat(at).isBetween(Instant.now().minusSeconds(20), Instant.now().plusSeconds(1));
    assertThat(Messages.signature("geheim", "{}", Instant.ofEpochSecond(1_700_000_000)))
        .as("computed with openssl dgst -sha256 -hmac geheim over '1700000000.{}'")
        .isEqualTo(
            "t=1700000000,v1=75e8aa01e776401a6bfda6664664c1271ca25506052e3b8c43308bdf92f3c8d5");
    JsonNode document = new ObjectMapper().readTree(request.body());
    assertThat(document.path("event").asText()).isEqualTo("OPENED");
    assertThat(document.path("symptom").asText()).isEqualTo("ServiceDown");
    assertThat(document.path("links").path("dashboard").asText()).isEqualTo("https://grafana/d/x");
  }

  @Test
  void tellsEachThingOnceHoweverOftenItIsOffered() {
    var receiver = webhook(url("/hook"), null);
    RunbookRun run = run(RunState.VERIFYING, false, List.of(), applied(Action.RESTART));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> outbox.offer(run, List.of(receiver), LINKS, secrets).size() == 2);
    for (int i = 0; i < 20; i++) {
      outbox.offer(run, List.of(receiver), LINKS, secrets);
    }
    assertThat(requests).hasSize(2);
    List<String> told = outbox.offer(run, List.of(receiver), LINKS, secrets);
    assertThat(told).containsExactly("team/u1/opened", "team/u1/acted-0");
    Outbox another =
        new Outbox(HttpClient.newHttpClient(), IMPATIENT, Clock.systemUTC(), outcomes::add);
    assertThat(
            another.offer(
                run(RunState.VERIFYING, false, told, applied(Action.RESTART)),
                List.of(receiver),
                LINKS,
                secrets))
        .as("another operator tells nothing again")
        .isEmpty();
    another.close();
    assertThat(requests).hasSize(2);
  }

  @Test
  void triesAgainUnderTheSameKeyUntilItIsTaken() {
    statuses.addAll(List.of(500, 503, 429));
    offerUntilDelivered(run(RunState.PENDING, false, List.of()), webhook(url("/hook"), null));
    assertThat(requests).hasSize(4);
    assertThat(requests.stream().map(r -> r.headers().get("Idempotency-key")).distinct())
        .hasSize(1);
  }

  @Test
  void doesNotTryAgainWhatIsRefusedForGood() {
    statuses.add(404);
    offerUntilDelivered(run(RunState.PENDING, false, List.of()), webhook(url("/hook"), null));
    assertThat(requests).hasSize(1);
    assertThat(outcomes).containsExactly(Outbox.Outcome.REFUSED);
  }

  @Test
  void saysWhatItCouldNotDeliver() {
    statuses.add(401);
    RunbookRun run = run(RunState.VERIFYING, false, List.of(), applied(Action.RESTART));
    var receiver = webhook(url("/hook"), null);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> outbox.offer(run, List.of(receiver), LINKS, secrets).size() == 2);
    assertThat(outcomes).containsExactly(Outbox.Outcome.REFUSED, Outbox.Outcome.DELIVERED);
  }

  @Test
  void returnsAtOnceWhateverTheReceiverDoesAndGivesUpInTheEnd() {
    RunbookRun run = run(RunState.PENDING, false, List.of());
    long begin = System.nanoTime();
    outbox.offer(run, List.of(webhook(url("/hangs"), null)), LINKS, secrets);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(250));
    assertThat(offerUntilDelivered(run, webhook(url("/hangs"), null))).hasSize(1);
    assertThat(outcomes).containsExactly(Outbox.Outcome.GIVEN_UP);
  }

  @Test
  void givesUpOnAnAnswerThatNeverEnds() {
    assertThat(
            offerUntilDelivered(
                run(RunState.PENDING, false, List.of()), webhook(url("/halfway"), null)))
        .hasSize(1);
  }

  @Test
  void tellsThingsInTheirOrderEvenToAReceiverThatIsDownAtFirst() {
    statuses.addAll(List.of(500, 500, 500, 500));
    var receiver = webhook(url("/hook"), null);
    RunbookRun over = run(RunState.SUCCEEDED, true, List.of(), applied(Action.RESTART));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> outbox.offer(over, List.of(receiver), LINKS, secrets).size() == 3);
    assertThat(requests.stream().map(r -> r.headers().get("Idempotency-key").getFirst()).distinct())
        .containsExactly("u1/opened", "u1/acted-0", "u1/resolved");
  }

  @Test
  void tellsReceiversOnlyWhatTheyWantToHear() {
    var receiver = webhook(url("/hook"), null, NotificationEvent.RESOLVED);
    assertThat(
            outbox.offer(
                run(RunState.PENDING, false, List.of()), List.of(receiver), LINKS, secrets))
        .isEmpty();
    assertThat(offerUntilDelivered(run(RunState.SUCCEEDED, true, List.of()), receiver))
        .containsExactly("team/u1/resolved");
    assertThat(requests).hasSize(1);
  }

  @Test
  void speaksToSlackAndToAlertmanager() throws Exception {
    var slack =
        new NotificationReceiver(
            "slack",
            List.of(NotificationEvent.OPENED),
            null,
            new SlackReceiver(new SecretKey("s", "slack")),
            null);
    var alertmanager =
        new NotificationReceiver(
            "am",
            List.of(NotificationEvent.RESOLVED),
            null,
            null,
            new AlertmanagerReceiver(url("/am/"), null));
    RunbookRun over = run(RunState.SUCCEEDED, true, List.of());
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> outbox.offer(over, List.of(slack, alertmanager), LINKS, secrets).size() == 2);
    Request toSlack =
        requests.stream().filter(r -> r.path().equals("/slack")).findFirst().orElseThrow();
    assertThat(new ObjectMapper().readTree(toSlack.body()).path("text").asText())
        .contains("prod/chat", "kubectl -n prod get rbr chat-1");
    Request toAlertmanager =
        requests.stream()
            .filter(r -> r.path().equals("/am/api/v2/alerts"))
            .findFirst()
            .orElseThrow();
    JsonNode alert = new ObjectMapper().readTree(toAlertmanager.body()).path(0);
    assertThat(alert.path("labels").path("symptom").asText()).isEqualTo("ServiceDown");
    assertThat(alert.path("endsAt").asText()).isEqualTo("2026-01-01T00:01:30Z");
  }

  @Test
  void postsTheAlertOfAnOpenRunAgainEveryFewMinutes() throws Exception {
    var receivers =
        List.of(
            webhook(url("/hook"), null),
            new NotificationReceiver(
                "am", List.of(), null, null, new AlertmanagerReceiver(url("/am"), null)));
    RunbookRun told = run(RunState.VERIFYING, false, List.of("team/u1/opened", "am/u1/opened"));
    var now = new AtomicReference<>(T0);
    InstantSource clock = now::get;
    var leader =
        new Outbox(
            HttpClient.newHttpClient(), IMPATIENT, clock.withZone(ZoneOffset.UTC), outcomes::add);
    offerUntilPosted(leader, told, receivers, 1);
    now.set(T0.plus(Duration.ofMinutes(3)));
    for (int i = 0; i < 20; i++) {
      leader.offer(told, receivers, LINKS, secrets);
    }
    now.set(T0.plus(Duration.ofMinutes(4)));
    offerUntilPosted(leader, told, receivers, 2);
    leader.close();
    assertThat(requests).hasSize(2).extracting(Request::path).containsOnly("/am/api/v2/alerts");
    Request last = List.copyOf(requests).getLast();
    assertThat(new ObjectMapper().readTree(last.body()).path(0).path("endsAt").asText())
        .isEqualTo("2026-01-01T00:20:00Z");
    assertThat(outcomes).as("nothing to count, nor to write").isEmpty();
  }

  private void offerUntilPosted(
      Outbox outbox, RunbookRun run, List<NotificationReceiver> receivers, int posts) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              assertThat(outbox.offer(run, receivers, LINKS, secrets)).isEmpty();
              return requests.size() == posts;
            });
  }

  @Test
  void announcesThatAPersonIsNeeded() {
    var step =
        new RunStep(
            0,
            Action.ESCALATE,
            ActionParameters.none(),
            StepOutcome.EFFECTIVE,
            T0,
            T0,
            T0,
            null,
            null);
    assertThat(Announcements.of(run(RunState.ESCALATED, false, List.of(), step), LINKS))
        .extracting(Announcement::event)
        .containsExactly(NotificationEvent.OPENED, NotificationEvent.ESCALATED);
  }
}
