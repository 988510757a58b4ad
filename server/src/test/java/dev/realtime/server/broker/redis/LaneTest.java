package dev.realtime.server.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.broker.BrokerListener;
import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.Publication;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final int BOUND = 4;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CountDownLatch free = new CountDownLatch(1);
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final Lane lane =
      new Lane(
          0,
          new Listener(),
          new RedisSettings.Bounds(1, 1, 1, BOUND, 1 << 20),
          new RedisMetrics(meters));

  /** Takes nothing until it is free. */
  private final class Listener implements BrokerListener {
    private void hear(String what) {
      try {
        free.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      heard.add(what);
    }

    @Override
    public void onPublication(
        String channel, Publication publication, String epoch, byte[] previous) {
      hear("publication");
    }

    @Override
    public void onJoin(String channel, ClientInfo info) {
      hear("join");
    }

    @Override
    public void onLeave(String channel, ClientInfo info) {
      hear("leave");
    }

    @Override
    public void onControl(byte[] message) {
      hear("control");
    }

    @Override
    public void onDeliveryInterrupted(Iterable<String> channels) {
      hear("interrupted " + channels);
    }

    @Override
    public void onDeliveryGap(Iterable<String> channels) {
      hear("gap " + channels);
    }
  }

  @AfterEach
  void close() {
    free.countDown();
    lane.close();
  }

  private void publications(int count) {
    byte[] message =
        Envelope.unnumbered(
            Envelope.publication("x".getBytes(StandardCharsets.UTF_8), null, Map.of(), 1));
    for (int i = 0; i < count; i++) {
      lane.heard(Dialect.CHANNEL, "c", message);
    }
  }

  private void controls(int count) {
    for (int i = 0; i < count; i++) {
      lane.heard(Dialect.CONTROL, "n", new byte[] {1});
    }
  }

  @Test
  void whatNodesTellEachOtherHasRoomThoughPublicationsFillIt() {
    publications(BOUND + 3);
    controls(BOUND);
    assertThat(meters.counter("realtime.redis.dropped.messages").count()).isEqualTo(3);
    lane.start();
    free.countDown();
    await().until(() -> heard.contains("gap [c]"));
    assertThat(heard).filteredOn("control"::equals).hasSize(BOUND);
    assertThat(heard).filteredOn("publication"::equals).hasSize(BOUND);
  }

  @Test
  void evenThatIsBoundedAndCounted() {
    controls(2 * BOUND + 5);
    assertThat(meters.counter("realtime.redis.dropped.control.messages").count()).isEqualTo(5);
  }

  @Test
  void anInterruptionComesBehindWhatWasHeardBeforeIt() {
    publications(1);
    lane.interrupted(List.of("c"));
    publications(1);
    lane.start();
    free.countDown();
    await().until(() -> heard.size() == 3);
    assertThat(heard).containsExactly("publication", "interrupted [c]", "publication");
  }
}
