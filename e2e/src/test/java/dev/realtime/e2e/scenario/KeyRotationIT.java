package dev.realtime.e2e.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.OnCluster;
import dev.realtime.e2e.sdk.JavaSdkClient;
import dev.realtime.e2e.sdk.Journal;
import dev.realtime.e2e.sdk.Jwt;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Generated keys are replaced while clients and scrapers hold the ones before. */
@Tag("rows")
@OnCluster(operator = true)
class KeyRotationIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final Duration LIFE = Duration.ofHours(1);

  private ServiceUnderTest service;

  @BeforeEach
  void start(Cluster cluster, KubernetesClient client) {
    service = ServiceUnderTest.inOwnNamespace(cluster, client, "keys");
    service.applyExample("memory-broker", "server: {auth: {anonymous: false}}");
    service.awaitReady(SOON);
  }

  @AfterEach
  void stop() {
    service.delete();
  }

  @Test
  void tokensOfTheKeyBeforeAreAcceptedAndNoPodIsRestarted() {
    Pod pod = service.pods("server").getFirst();
    String before = key("token-key", "key");
    assertThat(admits(pod, before)).as("key in use").isTrue();
    assertThat(admits(pod, "some other key, that is long enough for HS256")).isFalse();

    service.kubectl("annotate", "rts", ServiceUnderTest.NAME, "realtime.dev/rotate-keys=once");

    await("a new key").atMost(SOON).until(() -> !key("token-key", "key").equals(before));
    assertThat(key("token-key", "previous-key")).isEqualTo(before);
    String after = key("token-key", "key");
    await("tokens of the new key to be accepted")
        .atMost(SOON)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> admits(pod, after));
    assertThat(admits(pod, before)).as("the key before").isTrue();
    assertThat(service.pods("server"))
        .extracting(each -> each.getMetadata().getUid())
        .isEqualTo(List.of(pod.getMetadata().getUid()));
  }

  @Test
  void theManagementPortAsksForItsTokenForTheOneBeforeTooAndForNoneOnceThatIsSwitchedOff()
      throws Exception {
    Pod pod = service.pods("server").getFirst();
    String before = key("management-token", "key");
    await("a pod that has read its digests").atMost(SOON).until(() -> scrape(pod, "") == 401);
    assertThat(scrape(pod, before)).isEqualTo(200);
    assertThat(scrape(pod, "another")).isEqualTo(401);
    assertThat(get(pod, "/health", "")).isEqualTo(401);
    assertThat(get(pod, "/readyz", "")).as("asked by the kubelet").isEqualTo(200);
    await("connections that the operator has read from the pods")
        .atMost(SOON)
        .until(() -> service.get().getStatus().connections() != null);

    service.kubectl("annotate", "rts", ServiceUnderTest.NAME, "realtime.dev/rotate-keys=once");

    await("a new token").atMost(SOON).until(() -> !key("management-token", "key").equals(before));
    String after = key("management-token", "key");
    assertThat(scrape(pod, after)).as("known before it was the token").isEqualTo(200);
    assertThat(scrape(pod, before)).as("the token before").isEqualTo(200);

    service.kubectl(
        "patch",
        "rts",
        ServiceUnderTest.NAME,
        "--type=merge",
        "-p",
        "{\"spec\":{\"monitoring\":{\"requireToken\":false}}}");

    await("a port that asks nobody").atMost(SOON).until(() -> scrape(pod, "") == 200);
    assertThat(service.pods("server"))
        .extracting(each -> each.getMetadata().getUid())
        .isEqualTo(List.of(pod.getMetadata().getUid()));
  }

  private static int scrape(Pod pod, String token) throws Exception {
    return get(pod, "/metrics", token);
  }

  /** Status of an answer of the management port, to somebody from outside the pod. */
  private static int get(Pod pod, String path, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + pod.getStatus().getPodIP() + ":9004" + path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private String key(String secret, String name) {
    String encoded =
        service.kubectl(
            "get",
            "secret",
            ServiceUnderTest.NAME + "-" + secret,
            "-o",
            "jsonpath={.data." + name + "}");
    return new String(Base64.getDecoder().decode(encoded), UTF_8);
  }

  /** Whether a new client with a token of that key gets in; the SDK takes a refusal as the end. */
  private static boolean admits(Pod pod, String key) {
    String url = "ws://" + ServiceUnderTest.authority(pod) + "/connection/websocket";
    try (var client = new JavaSdkClient(url, Jwt.connection("anna", LIFE, key.getBytes(UTF_8)))) {
      client.connect();
      return await("an answer to the token")
          .atMost(SOON)
          .until(
              () -> client.journal().all(Journal.Connection.class),
              states -> !states.isEmpty() && !states.getLast().state().equals("connecting"))
          .getLast()
          .state()
          .equals("connected");
    }
  }
}
