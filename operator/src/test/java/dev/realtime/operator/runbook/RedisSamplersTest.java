package dev.realtime.operator.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.runbook.Check;
import dev.realtime.api.v1alpha1.runbook.CheckVerdict;
import dev.realtime.api.v1alpha1.runbook.ChecklistItem;
import dev.realtime.operator.signal.PersistenceNote;
import dev.realtime.operator.signal.RedisFact.Persistence;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a sampler that has just been made knows of a Redis that does not answer it. */
class RedisSamplersTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final Persistence IN_ORDER = new Persistence(true, true, false, false, 0);
  private static final Persistence FAILING = new Persistence(true, false, false, false, 0);
  private static final Persistence NONE = new Persistence(false, false, false, false, 0);

  private static RealtimeServiceStatus written(Check check, String evidence) {
    return new RealtimeServiceStatus(
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(new ChecklistItem(check, CheckVerdict.FAILING, evidence, AT, AT, null)),
        null,
        null,
        null);
  }

  private static Persistence remembered(Persistence last, boolean durable) {
    return RedisSamplers.remembered(
        written(Check.REDIS, "does not answer: timeout; " + PersistenceNote.of(last)), durable);
  }

  @Test
  void isWhatTheStatusSaysOfTheLastAnswer() {
    assertThat(remembered(FAILING, true)).isEqualTo(FAILING);
    assertThat(remembered(IN_ORDER, true)).isEqualTo(IN_ORDER);
    assertThat(remembered(NONE, true)).isEqualTo(NONE);
  }

  @Test
  void isNothingWhereNobodyHasSeenItAnswer() {
    assertThat(remembered(null, true)).isNull();
    assertThat(RedisSamplers.remembered(RealtimeServiceStatus.empty(), true)).isNull();
    assertThat(
            RedisSamplers.remembered(written(Check.DATABASE, PersistenceNote.of(IN_ORDER)), true))
        .as("of something else")
        .isNull();
  }

  @Test
  void isNoPromiseThatTheSpecHasTakenBack() {
    assertThat(remembered(IN_ORDER, false)).isEqualTo(NONE);
  }
}
