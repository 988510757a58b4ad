package dev.realtime.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every code that an SDK can meet, and what the SDK does about it. */
interface CodeScenarios extends OnStage {
  List<Integer> RECONNECT =
      List.of(3000, 3001, 3004, 3005, 3006, 3008, 3009, 3010, 3011, 3012, 3013, 3499, 4000, 4499);
  List<Integer> TERMINAL =
      List.of(3500, 3501, 3502, 3503, 3504, 3505, 3506, 3507, 3508, 3509, 3999, 4500, 4999);

  @ParameterizedTest
  @MethodSource("sdksWithOneBrowser")
  default void everyDisconnectReconnectsOrEndsForGoodAsItsNumberSays(Sdk sdk) {
    String user = stage().unique("user");
    try (SdkClient client = stage().connected(sdk, Jwt.connection(user, Duration.ofHours(1)))) {
      for (int code : RECONNECT) {
        long before = client.journal().connects();
        disconnect(user, code);
        await(code + " to be followed by a connection")
            .atMost(SdkStage.SOON)
            .until(() -> client.journal().connects() > before);
        assertThat(client.journal().saw("connecting", code))
            .as("%d in %s", code, client.journal())
            .isTrue();
        SdkStage.awaitConnected(client);
      }
      for (int code : TERMINAL) {
        disconnect(user, code);
        await(code + " to be the end")
            .atMost(SdkStage.SOON)
            .until(() -> client.journal().saw("disconnected", code));
        long before = client.journal().connects();
        client.connect();
        await("what the application asked for")
            .atMost(SdkStage.SOON)
            .until(() -> client.journal().connects() == before + 1);
      }
    }
  }

  private void disconnect(String user, int code) {
    stage()
        .api(
            "disconnect",
            "{\"user\":\"%s\",\"disconnect\":{\"code\":%d,\"reason\":\"said so\"}}"
                .formatted(user, code));
  }

  @ParameterizedTest
  @MethodSource("sdks")
  @ResourceLock(value = SdkStage.BACKEND, mode = ResourceAccessMode.READ)
  default void errorsReachTheCallerAndLeaveTheConnectionAsItIs(Sdk sdk) {
    String channel = stage().unique("chat:codes");
    String busy = stage().unique("slow:");
    String user = stage().unique("user");
    String mine = stage().unique("chat:mine");
    try (SdkClient client =
        stage().connected(sdk, Jwt.connection(user, Duration.ofHours(1), mine))) {
      refused(102, () -> client.subscribe("nonamespace:x"));
      refused(103, () -> client.subscribe(stage().unique("token:")));
      refused(103, () -> client.publish(channel, "{}"));
      refused(105, () -> client.subscribe(mine));
      refused(107, () -> client.subscribe("x".repeat(300)));
      refused(108, () -> client.presence("open"));
      refused(111, () -> IntStream.range(0, 50).forEach(_ -> client.publish(busy, "{}")));
      client.subscribe(channel);
      refused(112, () -> client.historySince(channel, "not-its-epoch"));
      refused(1042, () -> client.rpc("forbidden", "{}"));
      assertThat(client.rpc("sum", "{}")).isEqualTo("{\"sum\":42}");
      refused(
          106, () -> IntStream.range(0, 12).forEach(n -> client.subscribe(stage().unique("fill"))));
      assertThat(client.journal().connects()).isEqualTo(1);
      assertThat(client.journal().connection()).isEqualTo("connected");
    }
  }

  private static void refused(int code, ThrowingCallable operation) {
    assertThatThrownBy(operation)
        .isInstanceOfSatisfying(
            SdkClient.SdkException.class,
            refused -> assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code));
  }

  @ParameterizedTest
  @MethodSource("sdks")
  @ResourceLock(SdkStage.BACKEND)
  default void theTemporaryError100IsToldForACallAndTriedAgainForASubscription(Sdk sdk) {
    try (SdkClient client = stage().connected(sdk)) {
      stage().backend().failNext(1);
      refused(100, () -> client.rpc("sum", "{}"));
      String channel = stage().unique("asked:");
      stage().backend().failNext(2);
      client.subscribe(channel);
      assertThat(client.journal().all(Journal.Problem.class)).hasSizeGreaterThanOrEqualTo(2);
      assertThat(client.journal().connects()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("sdks")
  default void unsubscribesEndWith2000AndComeBackFrom2500And2501(Sdk sdk) {
    String user = stage().unique("user");
    String ended = stage().unique("chat:ended");
    String lost = stage().unique("brief:");
    String expired = stage().unique("token:");
    try (SdkClient client = stage().connected(sdk, Jwt.connection(user, Duration.ofHours(1)))) {
      client.subscribe(ended);
      stage().api("unsubscribe", "{\"user\":\"%s\",\"channel\":\"%s\"}".formatted(user, ended));
      awaitState(client, ended, "unsubscribed", 2000);

      client.subscribe(
          expired,
          List.of(
              Jwt.subscription(user, expired, Duration.ofSeconds(3)),
              Jwt.subscription(user, expired, Duration.ofMinutes(-1)),
              Jwt.subscription(user, expired, Duration.ofHours(1))),
          false);
      client.subscribe(lost);
      // Each publication finds the stream forgotten, and begins another.
      await("2500 for a stream that is another")
          .atMost(SdkStage.SOON)
          .pollInterval(Duration.ofMillis(1500))
          .until(
              () -> {
                stage().publish(lost, "{}");
                return saw(client, lost, "subscribing", 2500);
              });
      SdkStage.awaitSubscribed(client, lost, 2);
      awaitState(client, expired, "subscribing", 2501);
      SdkStage.awaitSubscribed(client, expired, 2);
      assertThat(client.journal().connects()).isEqualTo(1);
    }
  }

  private static boolean saw(SdkClient client, String channel, String state, int code) {
    return client.journal().subscriptions(channel).stream()
        .anyMatch(entry -> entry.state().equals(state) && entry.code() == code);
  }

  private static void awaitState(SdkClient client, String channel, String state, int code) {
    await(channel + " " + state + " with " + code)
        .atMost(SdkStage.SOON)
        .until(() -> saw(client, channel, state, code));
  }

  @ParameterizedTest
  @MethodSource("sdksWithWebSocket")
  default void aMessageThatIsTooBigEndsAWebSocket(Sdk sdk) {
    String channel = stage().unique("chat:big");
    try (SdkClient client = stage().connected(sdk)) {
      client.subscribe(channel);
      assertThatThrownBy(() -> client.publish(channel, "\"" + "x".repeat(70_000) + "\""))
          .isInstanceOf(SdkClient.SdkException.class);
      await("1009, which centrifuge-js takes for the end and centrifuge-java 0.4 for a cut")
          .atMost(SdkStage.SOON)
          .until(
              () ->
                  sdk.place() == Sdk.Place.JAVA
                      ? client.journal().connects() == 2
                      : client.journal().connection().equals("disconnected"));
    }
  }
}
