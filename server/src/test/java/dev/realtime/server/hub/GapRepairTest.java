package dev.realtime.server.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.BrokerUnavailableException;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.broker.StreamPosition;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GapRepairTest extends HubFixture {
  private static final int AT_ONCE = 512;
  private static final int CHANNELS = 3 * AT_ONCE;

  /** Reads of histories that have no answer yet, while they are held. */
  private final LinkedBlockingQueue<CompletableFuture<HistoryPage>> held =
      new LinkedBlockingQueue<>();

  private volatile boolean holding;
  private volatile boolean down;

  /** Happens between a read and its answer. */
  private volatile Runnable meanwhile = () -> {};

  @Override
  Broker brokerOfHub() {
    return (Broker)
        Proxy.newProxyInstance(
            Broker.class.getClassLoader(), new Class<?>[] {Broker.class}, this::called);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whoever calls has it
  private Object called(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("history") && down) {
      return CompletableFuture.failedFuture(new BrokerUnavailableException("down"));
    }
    if (method.getName().equals("history") && holding) {
      CompletableFuture<HistoryPage> answer = new CompletableFuture<>();
      held.add(answer);
      return answer;
    }
    try {
      Object answer = method.invoke(broker, arguments);
      if (method.getName().equals("history")) {
        meanwhile.run();
      }
      return answer;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Test
  void afterALossManyChannelsAreReadButSoManyAtATime() {
    List<String> names = channels();
    holding = true;
    hub.onDeliveryGap(names);
    assertThat(held).hasSize(AT_ONCE);

    int answered = 0;
    while (!held.isEmpty()) {
      held.remove().complete(new HistoryPage(List.of(), new StreamPosition(1, "not looked at"), 0));
      answered++;
      assertThat(held).hasSizeLessThanOrEqualTo(AT_ONCE);
    }
    // Each is read once more from its beginning, for its epoch is another one.
    assertThat(answered).isEqualTo(2 * CHANNELS);
  }

  @Test
  void aFullStreamThatGoesOnIsALossOnce() {
    Recorder watching = subscribe(0);
    Recorder other = subscribeWithoutPosition(1);
    publish(1);
    broker.unsubscribe(List.of(CHANNEL)).toCompletableFuture().join();
    publish(2 * KEEP.size());
    broker.subscribe(List.of(CHANNEL)).toCompletableFuture().join();
    // Each read is behind by one when it is answered, and what it began with is no longer kept.
    AtomicInteger left = new AtomicInteger(20);
    meanwhile =
        () -> {
          if (left.getAndDecrement() > 0) {
            publish(1);
          }
        };
    hub.onDeliveryGap(List.of(CHANNEL));

    List<Long> expected = upTo(2L * KEEP.size() + 21);
    expected.subList(1, KEEP.size() + 1).clear();
    await().untilAsserted(() -> assertThat(other.offsets).isEqualTo(expected));
    await().until(() -> watching.losses.get() == 1);
    assertThat(hub.metrics().losses.sum()).isEqualTo(1);
  }

  @Test
  void aBrokerThatIsAwayIsAskedAgainForEachChannel() {
    List<String> names = channels();
    down = true;
    hub.onDeliveryGap(names);
    for (String name : names) {
      broker.unsubscribe(List.of(name)).toCompletableFuture().join();
      publish(name);
    }
    down = false;
    await().untilAsserted(() -> assertThat(hub.metrics().repaired.sum()).isEqualTo(CHANNELS));
  }

  /** Makes channels with a subscriber and a publication each. */
  private List<String> channels() {
    List<String> names = IntStream.range(0, CHANNELS).mapToObj(n -> "channel" + n).toList();
    List<Recorder> recorders = new ArrayList<>();
    for (String name : names) {
      recorders.add(join(0, new Recorder(name, true)));
      publish(name);
    }
    await()
        .untilAsserted(
            () -> assertThat(recorders).allMatch(recorder -> recorder.offsets.size() == 1));
    return names;
  }

  private void publish(String name) {
    broker
        .publish(PublishRequest.of(name, new byte[] {'x'}, null, KEEP))
        .toCompletableFuture()
        .join();
  }
}
