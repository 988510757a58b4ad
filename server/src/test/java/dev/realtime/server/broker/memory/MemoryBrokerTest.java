package dev.realtime.server.broker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.BrokerContract;
import dev.realtime.server.broker.BrokerOverloadedException;
import dev.realtime.server.broker.BrokerUnavailableException;
import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.broker.RecordingListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class MemoryBrokerTest extends BrokerContract {
  @Override
  protected Broker newBroker() {
    return new MemoryBroker(InstantSource.system(), new Random());
  }

  @Override
  protected boolean spansNodes() {
    return false;
  }

  @Test
  void forgetsChannelsThatHoldNothing() {
    AtomicLong now = new AtomicLong(1_000_000);
    try (MemoryBroker broker =
        new MemoryBroker(() -> java.time.Instant.ofEpochMilli(now.get()), new Random(1))) {
      join(broker.start("n", new RecordingListener()));
      HistoryOptions brief = new HistoryOptions(10, Duration.ofSeconds(1), Duration.ofSeconds(5));
      join(broker.publish(PublishRequest.of("kept", new byte[1], null, brief)));
      join(broker.publish(PublishRequest.of("plain", new byte[1], null, HistoryOptions.NONE)));
      ClientInfo info = new ClientInfo("u", "c", null, null);
      join(broker.addPresence("present", info, Duration.ofSeconds(3)));

      broker.sweep();
      assertThat(broker.size()).as("a channel without history leaves nothing behind").isEqualTo(2);
      now.addAndGet(3_000);
      broker.sweep();
      assertThat(broker.size()).as("presence has expired, the position has not").isEqualTo(1);
      assertThat(
              join(broker.history("kept", new HistoryQuery(null, 0, false), Duration.ZERO))
                  .top()
                  .offset())
          .isEqualTo(1);
      now.addAndGet(2_000);
      broker.sweep();
      assertThat(broker.size()).isZero();
    }
  }

  @Test
  void refusesToKeepMoreThanItsBoundWhateverTheNumberOfChannels() {
    AtomicLong now = new AtomicLong(1_000_000);
    long bound = 100_000;
    try (MemoryBroker broker =
        new MemoryBroker(() -> java.time.Instant.ofEpochMilli(now.get()), new Random(1), bound)) {
      RecordingListener listener = new RecordingListener();
      join(broker.start("n", listener));
      join(broker.subscribe(List.of("unheard-of")));
      ClientInfo present = new ClientInfo("u", "present", null, null);
      join(broker.addPresence("channel-0", present, Duration.ofSeconds(3)));
      HistoryOptions brief = new HistoryOptions(10, Duration.ofSeconds(1), Duration.ofSeconds(5));
      int kept = 0;
      while (accepted(broker, "channel-" + kept, brief)) {
        kept++;
        assertThat(kept).as("channels of a kilobyte and more each").isLessThan(100);
      }
      assertThat(kept).isGreaterThan(50);
      assertThat(broker.bytes()).isBetween(bound, bound + 2_000);
      assertOverloaded(broker.history("new", new HistoryQuery(null, 0, false), Duration.ZERO));
      ClientInfo info = new ClientInfo("u", "c", null, null);
      assertOverloaded(broker.addPresence("channel-0", info, Duration.ofSeconds(3)));
      HistoryQuery all = new HistoryQuery(null, HistoryQuery.NO_LIMIT, false);
      assertThat(join(broker.history("channel-0", all, Duration.ZERO)).publications())
          .as("what is kept can be read")
          .hasSize(1);
      for (String channel : List.of("channel-0", "unheard-of")) {
        assertThat(accepted(broker, channel, HistoryOptions.NONE))
            .as("what is not kept takes nothing")
            .isTrue();
      }
      assertThat(listener.texts("unheard-of")).hasSize(1);
      assertThat(broker.addPresence("channel-0", present, Duration.ofSeconds(3)))
          .as("who is there already takes no more")
          .isCompleted();

      now.addAndGet(6_000);
      broker.sweep();
      assertThat(broker.bytes()).isZero();
      assertThat(accepted(broker, "new", brief)).isTrue();
    }
  }

  private static boolean accepted(Broker broker, String channel, HistoryOptions history) {
    return !broker
        .publish(PublishRequest.of(channel, new byte[1_000], null, history))
        .toCompletableFuture()
        .isCompletedExceptionally();
  }

  private static void assertOverloaded(CompletionStage<?> stage) {
    Assertions.assertThatThrownBy(() -> join(stage))
        .hasCauseInstanceOf(BrokerOverloadedException.class);
  }

  @Test
  void refusesToPublishOnceClosed() {
    Broker broker = newBroker();
    join(broker.start("n", new RecordingListener()));
    broker.close();
    Assertions.assertThatThrownBy(
            () ->
                join(
                    broker.publish(PublishRequest.of("a", new byte[1], null, HistoryOptions.NONE))))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(BrokerUnavailableException.class);
    assertThat(broker.health().up()).isFalse();
  }
}
