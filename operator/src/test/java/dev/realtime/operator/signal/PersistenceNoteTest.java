package dev.realtime.operator.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.operator.signal.RedisFact.Persistence;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PersistenceNoteTest {
  private static final Persistence IN_ORDER = new Persistence(true, true, false, false, 0);
  private static final Persistence FAILING = new Persistence(true, false, false, false, 0);
  private static final Persistence NONE = new Persistence(false, false, false, false, 0);

  @Test
  void isReadFromTheWordsThatWereWritten() {
    for (Persistence each : List.of(IN_ORDER, FAILING, NONE)) {
      assertThat(PersistenceNote.in("does not answer; " + PersistenceNote.of(each))).contains(each);
    }
    assertThat(PersistenceNote.in("does not answer; " + PersistenceNote.of(null))).isEmpty();
    assertThat(PersistenceNote.in("answers in 1 ms, memory at 2 %")).isEmpty();
  }

  @Test
  void believesTheWorstOfWhatATextSays() {
    String both = PersistenceNote.of(IN_ORDER) + "; " + PersistenceNote.of(FAILING);
    assertThat(PersistenceNote.in(both)).contains(FAILING);
    assertThat(PersistenceNote.in(both + "; " + PersistenceNote.of(NONE))).contains(NONE);
  }

  private static Persistence readFromNowhere(Persistence remembered) throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var target = new RedisTarget(List.of("127.0.0.1:" + port), null, null, null, null, null, null);
    var reader = new RedisReader(true, () -> target, List::of, remembered, Duration.ofSeconds(5));
    var facts = new FactStore();
    reader.read(Instant.now()).facts().forEach(fact -> fact.accept(facts));
    return facts.facts().redis().value().orElseThrow().persistence();
  }

  @Test
  void standsForARedisThatDoesNotAnswer() throws Exception {
    assertThat(readFromNowhere(FAILING)).isEqualTo(FAILING);
    assertThat(readFromNowhere(null)).as("nothing is assumed").isNull();
  }
}
