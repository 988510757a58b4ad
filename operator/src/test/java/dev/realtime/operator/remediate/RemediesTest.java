package dev.realtime.operator.remediate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.runbook.Action;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Dependency;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.RunStep;
import dev.realtime.api.v1alpha1.runbook.RunbookSpec;
import dev.realtime.api.v1alpha1.runbook.StepOutcome;
import dev.realtime.operator.signal.Fact;
import dev.realtime.operator.signal.Facts;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.signal.RedisFact;
import dev.realtime.operator.signal.RedisFact.RedisPod;
import dev.realtime.operator.signal.SeriesView;
import dev.realtime.operator.signal.WorkloadFact;
import dev.realtime.operator.signal.WorkloadFact.PodFact;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RemediesTest {
  private static final Instant INTENDED = Instant.parse("2026-01-01T00:00:05.300Z");
  private static final Instant NOW = INTENDED.plusSeconds(30);

  private static RemedyContext context(
      Overrides overrides, List<Dependency> dependencies, Facts facts) {
    return new RemedyContext(
        "run",
        1,
        "chat",
        RunbookSpec.defaults(),
        dependencies,
        overrides,
        false,
        Duration.ofSeconds(5),
        new Observations(SeriesView.empty(), facts, NOW));
  }

  private static Facts pods(Instant created) {
    PodFact pod =
        new PodFact("chat-1", "rev", true, true, 0, created, null, null, null, null, null);
    return new Facts(
        new Fact.Known<>(new WorkloadFact(1, 1, false, false, null, null, List.of(pod)), NOW),
        Fact.never(),
        Fact.never(),
        Fact.never(),
        Map.of());
  }

  private static Effect restarted(Instant created) {
    RunStep step =
        new RunStep(
            0,
            Action.RESTART,
            ActionParameters.none(),
            StepOutcome.APPLIED,
            INTENDED,
            INTENDED,
            null,
            null,
            null);
    return new Restart().verify(context(Overrides.none(), List.of(), pods(created)), step);
  }

  @Test
  void podOfTheSecondInWhichTheRestartWasDecidedOnIsNew() {
    assertThat(restarted(Instant.parse("2026-01-01T00:00:05Z"))).isInstanceOf(Effect.Seen.class);
    assertThat(restarted(Instant.parse("2026-01-01T00:00:04Z")))
        .isEqualTo(new Effect.Pending("pods from before are left"));
  }

  @Test
  void redisThatIsStartingUpIsNotRestarted() {
    assertThat(redis(true)).isInstanceOf(Precondition.Unknown.class);
    assertThat(redis(false)).isInstanceOf(Precondition.Ready.class);
  }

  private static Precondition redis(boolean starting) {
    var fact =
        new RedisFact(
            true,
            false,
            "LOADING",
            0,
            null,
            new RedisFact.Persistence(true, true, true, false, 5),
            List.of(),
            List.of(new RedisPod("chat-redis-0", "uid", true, false, true, false, starting)));
    Facts facts =
        new Facts(Fact.never(), Fact.never(), Fact.never(), new Fact.Known<>(fact, NOW), Map.of());
    return new RestartRedis()
        .prepare(context(Overrides.none(), List.of(), facts), ActionParameters.none());
  }

  @Test
  void reliefIsNotGivenWhereTheConfigurationIsARecordedOne() {
    Dependency orders =
        Serialization.unmarshal(
            "name: orders\nhttp: {url: 'http://orders/health'}\npolicy: {proxies: [Rpc], concurrencyCap: 3}",
            Dependency.class);
    ActionParameters asked = Serialization.unmarshal("dependency: orders", ActionParameters.class);
    Overrides rolledBack =
        Serialization.unmarshal(
            "revision: {revision: abc, configuration: chat-config-1, run: r, since: \"2026-01-01T00:00:00Z\", generation: 1}",
            Overrides.class);
    var remedy = new RelieveDependency(Action.CAP_CONCURRENCY);

    assertThat(remedy.prepare(context(Overrides.none(), List.of(orders), Facts.none()), asked))
        .isInstanceOf(Precondition.Ready.class);
    assertThat(remedy.prepare(context(rolledBack, List.of(orders), Facts.none()), asked))
        .isInstanceOfSatisfying(
            Precondition.Impossible.class,
            why -> assertThat(why.why()).contains("configuration of revision abc"));
  }
}
