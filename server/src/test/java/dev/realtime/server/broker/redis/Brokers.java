package dev.realtime.server.broker.redis;

import static org.awaitility.Awaitility.await;

import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.BrokerListener;
import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.broker.PublishResult;
import dev.realtime.server.broker.RecordingListener;
import dev.realtime.server.broker.StreamPosition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The broker under trouble, and what tests ask of it. */
final class Brokers implements AutoCloseable {
  static final HistoryOptions HISTORY =
      new HistoryOptions(100_000, Duration.ofMinutes(5), Duration.ofDays(1));

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final RedisBroker broker;
  final RecordingListener heard = new RecordingListener();

  Brokers(RedisSettings settings) {
    this(settings, true);
  }

  Brokers(RedisSettings settings, boolean awaitStart) {
    broker = new RedisBroker(settings, meters, InstantSource.system(), new Random());
    CompletionStage<Void> started = broker.start("node-a", heard);
    if (awaitStart) {
      join(started);
    }
  }

  static Brokers on(RedisProcess redis) {
    return new Brokers(
        RedisSettings.of(new RedisSettings.Topology.Standalone(List.of(redis.address()))));
  }

  static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  CompletionStage<PublishResult> publish(String channel, String data) {
    return broker.publish(
        PublishRequest.of(channel, data.getBytes(StandardCharsets.UTF_8), null, HISTORY));
  }

  void subscribe(String... channels) {
    join(broker.subscribe(List.of(channels)));
  }

  /** Publishes until one publication is accepted; answers its position. */
  StreamPosition publishUntilAccepted(String channel, String data) {
    List<StreamPosition> accepted = new ArrayList<>();
    await("a publication is accepted")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(() -> accepted.add(join(publish(channel, data)).position()));
    return accepted.getFirst();
  }

  void awaitUp() {
    await("the broker is up")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> broker.health().up());
  }

  void awaitDown() {
    await("the broker says that it is down")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !broker.health().up());
  }

  /**
   * Waits until a connection was closed for its silence, which is a little after health says so.
   */
  void awaitGivenUp() {
    await("a silent connection is given up")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> count("realtime.redis.given.up") > 0);
  }

  void awaitGap(String channel) {
    await("a gap is reported for " + channel)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> heard.gaps.contains(channel));
  }

  void awaitHeard(String channel, String data) {
    await(data + " is heard on " + channel)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> heard.texts(channel).contains(data));
  }

  double count(String meter) {
    return meters.find(meter).counters().stream().mapToDouble(c -> c.count()).sum();
  }

  /**
   * A subscriber that does what the hub does: takes publications in order, and repairs what is
   * missing from history.
   */
  static final class RepairingSubscriber implements BrokerListener {
    private final String channel;
    private Broker broker;
    private StreamPosition position = StreamPosition.NONE;
    final List<Long> received = new ArrayList<>();
    private int lost;
    private boolean repairs;
    private boolean repairAgain;

    RepairingSubscriber(String channel) {
      this.channel = channel;
    }

    void attach(Broker attached, StreamPosition from) {
      broker = attached;
      position = from;
    }

    synchronized List<Long> received() {
      return List.copyOf(received);
    }

    synchronized int lost() {
      return lost;
    }

    synchronized StreamPosition position() {
      return position;
    }

    @Override
    public synchronized void onPublication(
        String on, Publication publication, String epoch, byte[] previous) {
      if (!on.equals(channel) || broker == null) {
        return;
      }
      if (!epoch.equals(position.epoch()) || publication.offset() > position.offset() + 1) {
        repair();
      } else {
        take(publication);
      }
    }

    private void take(Publication publication) {
      if (publication.offset() > position.offset()) {
        received.add(publication.offset());
        position = new StreamPosition(publication.offset(), position.epoch());
      }
    }

    /** Reads history once at a time, and once more if asked meanwhile. */
    private synchronized void repair() {
      if (repairs) {
        repairAgain = true;
        return;
      }
      repairs = true;
      broker
          .history(
              channel,
              new HistoryQuery(position(), HistoryQuery.NO_LIMIT, false),
              HISTORY.metaTtl())
          .whenComplete(
              (page, failure) -> {
                synchronized (this) {
                  repairs = false;
                  if (failure != null) {
                    return; // the next publication or gap asks again
                  }
                  if (!page.top().epoch().equals(position.epoch())
                      || page.top().offset() < position.offset()) {
                    lost++;
                    position = page.top();
                    return;
                  }
                  page.publications().forEach(this::take);
                  if (repairAgain) {
                    repairAgain = false;
                    repair();
                  }
                }
              });
    }

    @Override
    public void onDeliveryGap(Iterable<String> channels) {
      for (String on : channels) {
        if (on.equals(channel)) {
          repair();
        }
      }
    }

    @Override
    public void onJoin(String on, ClientInfo info) {}

    @Override
    public void onLeave(String on, ClientInfo info) {}

    @Override
    public void onControl(byte[] message) {}
  }

  @Override
  public void close() {
    broker.close();
  }
}
