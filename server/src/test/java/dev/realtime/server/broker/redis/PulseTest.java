package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {
  private static final long DEAF = 4_000;

  private final AtomicLong now = new AtomicLong();
  private final List<Long> roundTrips = new ArrayList<>();
  private final Pulse pulse = new Pulse(DEAF, now::get, roundTrips::add);

  @Test
  void aHeartbeatThatComesBackIsTimedAndEndsTheSilence() {
    pulse.commandsUp();
    pulse.earUp();
    long number = pulse.next();
    now.set(DEAF);
    pulse.heard(number);
    now.set(2 * DEAF);
    assertThat(pulse.deaf()).isFalse();
    now.incrementAndGet();
    assertThat(pulse.deaf()).isTrue();
    assertThat(roundTrips).containsExactly(DEAF);
  }

  @Test
  void nothingHeardWhileThereWasNoConnectionForCommandsIsNoDeafness() {
    pulse.commandsUp();
    pulse.earUp();
    now.set(10 * DEAF); // commands were away, so no heartbeat was published
    pulse.commandsUp();
    assertThat(pulse.deaf()).isFalse();
    now.addAndGet(DEAF + 1);
    assertThat(pulse.deaf()).isTrue();
  }

  @Test
  void nothingHeardOfHeartbeatsThatRedisDidNotPublishIsNoDeafness() {
    pulse.commandsUp();
    pulse.earUp();
    now.set(DEAF);
    pulse.refused("NOPERM");
    pulse.unpublished();
    now.set(2 * DEAF);
    assertThat(pulse.deaf()).isFalse();
    pulse.refused("OOM"); // it was published before the write was refused
    now.incrementAndGet();
    assertThat(pulse.deaf()).isTrue();
  }

  @Test
  void numbersThatWereNeverSentAreNotTimed() {
    pulse.commandsUp();
    long number = pulse.next();
    pulse.heard(number + 1);
    pulse.heard(-1);
    assertThat(roundTrips).isEmpty();
    assertThat(pulse.hasHeard()).isFalse();
  }
}
