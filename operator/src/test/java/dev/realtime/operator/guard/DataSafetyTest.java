package dev.realtime.operator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.RedisFact;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Redis holds is not lost for a repair. */
class DataSafetyTest extends GuardScene {
  static Stream<Arguments> unsafe() {
    RedisFact hung =
        new RedisFact(
            true,
            false,
            "timeout",
            0,
            null,
            null,
            List.of(),
            List.of(new RedisFact.RedisPod("r-0", "uid", true, false, true, false)));
    return Stream.of(
        Arguments.of(redis(false, true, true, 10, true), "not managed"),
        Arguments.of(redis(true, false, true, 10, true), "append-only"),
        Arguments.of(redis(true, true, false, 10, true), "last write"),
        Arguments.of(redis(true, true, true, 10, false), "persistent volume"),
        Arguments.of(hung, "not known whether"));
  }

  @ParameterizedTest
  @MethodSource("unsafe")
  void refusesToTouchRedisWhenDataCouldBeLostEvenForAPerson(RedisFact fact, String reason) {
    redis = known(fact);
    for (Action each : List.of(Action.RESTART_REDIS, Action.RAISE_REDIS_MEMORY)) {
      for (boolean asked : List.of(true, false)) {
        action = each;
        person = asked;
        assertRefused("data-safety", reason);
      }
    }
  }

  @Test
  void losesDataOnlyWhereTheTeamAcceptsIt() {
    action = Action.RESTART_REDIS;
    redis = known(redis(true, false, true, 10, false));
    acceptLoss = true;
    assertThat(decide()).isEqualTo(new Decision.Allow());
    redis = known(redis(false, false, true, 10, false));
    assertRefused("data-safety", "not managed");
  }

  @Test
  void restartsARedisThatIsDeadAnyway() {
    action = Action.RESTART_REDIS;
    redis =
        known(
            new RedisFact(
                true,
                false,
                "connection refused",
                0,
                null,
                null,
                List.of(),
                List.of(new RedisFact.RedisPod("r-0", "uid", false, false, false, false))));
    assertThat(decide()).isEqualTo(new Decision.Allow());
  }

  @Test
  void holdsOnRedisWhileItLoadsOrIsReplacedOrIsUnknown() {
    action = Action.RESTART_REDIS;
    redis = new Fact.Unknown<>("not looked at yet", NOW);
    assertHeld("data-safety", "not known what Redis holds");
    redis =
        known(
            new RedisFact(
                true,
                true,
                null,
                1,
                null,
                new RedisFact.Persistence(true, true, true, true, 5),
                List.of(),
                List.of()));
    assertHeld("data-safety", "reading its data set");
    redis =
        known(
            new RedisFact(
                true,
                false,
                "refused",
                0,
                null,
                null,
                List.of(),
                List.of(new RedisFact.RedisPod("r-0", "uid", true, false, true, true))));
    assertHeld("data-safety", "being replaced");
  }

  @Test
  void allowsToRestartAnEmptyRedisWithoutPersistence() {
    action = Action.RESTART_REDIS;
    redis = known(redis(true, false, true, 0, false));
    assertThat(decide()).isEqualTo(new Decision.Allow());
  }
}
