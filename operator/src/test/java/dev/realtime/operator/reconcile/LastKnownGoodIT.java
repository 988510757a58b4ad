package dev.realtime.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.status.RevisionStatus;
import dev.realtime.operator.cluster.RunningOperator;
import dev.realtime.operator.cluster.Space;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a rollback goes back to is what was proved to work, its Redis among it. */
final class LastKnownGoodIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  /** More than twice {@code healthySeconds}. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(5);

  private final RunningOperator operator = RunningOperator.running();
  private final Space space = new Space();

  @Test
  void configurationWhoseRedisDoesNotAnswerLeavesItAlone() {
    space.create("redis: {external: {addresses: ['redis:6379']}}\nrollout: {healthySeconds: 2}");
    space.awaitQuiet();
    space.podsReady();
    space.awaitCondition(SOON, "Ready", "True");
    stays(null, "Redis has not been measured");

    operator.redis(space.service(), null);
    String good = recorded(revision());

    space.patch("spec: {redis: {external: {addresses: ['nowhere:6379']}}}");
    String wrong =
        space
            .await(SOON, RealtimeService.class, "realtime", it -> !good.equals(revision(it)))
            .getStatus()
            .revision()
            .revision();
    space.awaitQuiet();
    space.podsReady();
    operator.redis(space.service(), "nowhere: unknown host");
    space.awaitCondition(SOON, "RedisHealthy", "False");
    space.awaitCondition(SOON, "Ready", "True");
    space.awaitCondition(SOON, "Progressing", "False");
    stays(good, "servers are ready without their Redis");

    operator.redis(space.service(), null);
    recorded(wrong);
  }

  @Test
  void serviceWithoutRedisHasOneAfterItsTime() {
    space.create("broker: Memory\nreplicas: 1\nrollout: {healthySeconds: 2}");
    space.awaitQuiet();
    space.podsReady();

    recorded(revision());
  }

  private String revision() {
    return revision(
        space.await(
            SOON, RealtimeService.class, "realtime", it -> it.statusOrEmpty().revision() != null));
  }

  private static String revision(RealtimeService service) {
    return service.statusOrEmpty().revision().revision();
  }

  private String recorded(String revision) {
    space.await(
        SOON,
        RealtimeService.class,
        "realtime",
        it ->
            it.statusOrEmpty().lastKnownGood() != null
                && it.getStatus().lastKnownGood().revision().equals(revision));
    return revision;
  }

  private void stays(String revision, String why) {
    await()
        .during(LONG_ENOUGH)
        .atMost(LONG_ENOUGH.multipliedBy(4))
        .untilAsserted(
            () -> {
              RevisionStatus good = space.service().getStatus().lastKnownGood();
              assertThat(good == null ? null : good.revision()).as(why).isEqualTo(revision);
            });
  }
}
