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
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The generated key of tokens is replaced while clients hold tokens of the one before. */
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
    String before = key("key");
    assertThat(admits(pod, before)).as("key in use").isTrue();
    assertThat(admits(pod, "some other key, that is long enough for HS256")).isFalse();

    service.kubectl("annotate", "rts", ServiceUnderTest.NAME, "realtime.dev/rotate-keys=once");

    await("a new key").atMost(SOON).until(() -> !key("key").equals(before));
    assertThat(key("previous-key")).isEqualTo(before);
    String after = key("key");
    await("tokens of the new key to be accepted")
        .atMost(SOON)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> admits(pod, after));
    assertThat(admits(pod, before)).as("the key before").isTrue();
    assertThat(service.pods("server"))
        .extracting(each -> each.getMetadata().getUid())
        .isEqualTo(List.of(pod.getMetadata().getUid()));
  }

  private String key(String name) {
    String encoded =
        service.kubectl(
            "get",
            "secret",
            ServiceUnderTest.NAME + "-token-key",
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
