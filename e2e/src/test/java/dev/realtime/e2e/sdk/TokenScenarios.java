package dev.realtime.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens: fetched, renewed in place, and refused. */
interface TokenScenarios extends OnStage {
  /** The servers of the stage give clients a second of grace. */
  Duration BRIEF = Duration.ofSeconds(6);

  /** One client of an SDK, whose tokens for connection and channel are short-lived. */
  record Guest(Sdk sdk, SdkClient client, String channel, List<String> tokens) {
    void subscribe() {
      client.subscribe(channel, tokens, false);
    }
  }

  /** All SDKs at once, since each would wait for the same seconds. */
  @Test
  default void tokensOfConnectionAndSubscriptionAreRenewedInPlace() {
    List<Guest> guests = new ArrayList<>();
    try {
      stage().sdks().forEach(sdk -> guests.add(guest(sdk)));
      guests.forEach(Guest::subscribe);
      Instant expired = Instant.now().plus(BRIEF).plusSeconds(3);
      await("the end of the first tokens, and of the grace after it")
          .atMost(SdkStage.SOON)
          .until(() -> Instant.now().isAfter(expired));

      for (Guest guest : guests) {
        Journal journal = guest.client().journal();
        assertThat(journal.askedForToken("")).as("%s: %s", guest.sdk(), journal).isTrue();
        assertThat(journal.askedForToken(guest.channel()))
            .as("%s: %s", guest.sdk(), journal)
            .isTrue();
        stage().publish(guest.channel(), SdkStage.number(1));
        SdkStage.awaitReceived(guest.client(), guest.channel(), 1);
        assertThat(journal.connects()).as("%s: %s", guest.sdk(), journal).isEqualTo(1);
        assertThat(journal.subscribed(guest.channel()))
            .as("%s: %s", guest.sdk(), journal)
            .hasSize(1);
      }
    } finally {
      guests.forEach(guest -> guest.client().close());
    }
  }

  private Guest guest(Sdk sdk) {
    String user = stage().unique("guest");
    String channel = stage().unique("token:");
    // Connected first with a token that lasts, so that a slow start costs nothing of the short one.
    SdkClient client =
        stage()
            .connected(sdk, Jwt.connection(user, BRIEF), Jwt.connection(user, Duration.ofHours(1)));
    return new Guest(
        sdk,
        client,
        channel,
        List.of(
            Jwt.subscription(user, channel, BRIEF),
            Jwt.subscription(user, channel, Duration.ofHours(1))));
  }

  @ParameterizedTest
  @MethodSource("sdks")
  default void anExpiredTokenIsAnsweredWith109AndTheSdkFetchesAnother(Sdk sdk) {
    String user = stage().unique("user");
    String channel = stage().unique("token:");
    Duration past = Duration.ofMinutes(-1);
    Duration hour = Duration.ofHours(1);
    try (SdkClient client =
        stage().connected(sdk, Jwt.connection(user, past), Jwt.connection(user, hour))) {
      client.subscribe(
          channel,
          List.of(Jwt.subscription(user, channel, past), Jwt.subscription(user, channel, hour)),
          false);
      assertThat(client.journal().askedForToken("")).isTrue();
      assertThat(client.journal().askedForToken(channel)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("sdks")
  default void aTokenThatIsNoneOfOursEndsTheConnectionForGoodWith3500(Sdk sdk) {
    String token = Jwt.connection("mallory", Duration.ofHours(1));
    try (SdkClient client = stage().client(sdk, stage().balancer(), token + "x")) {
      client.connect();
      await("the refusal")
          .atMost(SdkStage.SOON)
          .until(() -> client.journal().saw("disconnected", 3500));
      assertThat(client.journal().connects()).isZero();
    }
  }
}
