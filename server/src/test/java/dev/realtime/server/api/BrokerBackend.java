package dev.realtime.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.broker.BrokerListener;
import dev.realtime.server.broker.BrokerOverloadedException;
import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.PresenceStats;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.broker.PublishResult;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.broker.memory.MemoryBroker;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Disconnect;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The API's backend on a real broker, without clients: what is asked of those is written down. */
final class BrokerBackend implements ApiBackend, AutoCloseable {
  private static final HistoryOptions HISTORY =
      new HistoryOptions(10, Duration.ofMinutes(1), HistoryOptions.DEFAULT_META_TTL);

  final MemoryBroker broker = new MemoryBroker(Clock.systemUTC(), RandomGenerator.getDefault());
  final List<String> asked = new ArrayList<>();
  final Map<String, Integer> channels = new TreeMap<>();
  @Nullable RuntimeException failure;

  /** How many publications may wait for their answer, which comes on another thread; 0: at once. */
  int places;

  private final AtomicInteger waiting = new AtomicInteger();
  private final ExecutorService answering = Executors.newSingleThreadExecutor();

  BrokerBackend() {
    broker.start("node", new Nobody()).toCompletableFuture().join();
  }

  private <T> CompletionStage<T> on(String channel, CompletionStage<T> done) {
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    return channel.startsWith("unknown:")
        ? CompletableFuture.failedFuture(new ApiException(Codes.UNKNOWN_CHANNEL))
        : done;
  }

  private CompletionStage<Void> note(String what) {
    asked.add(what);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<StreamPosition> publish(Publish publication) {
    if (places == 0) {
      return publishNow(publication);
    }
    if (waiting.incrementAndGet() > places) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(new BrokerOverloadedException("no place is free"));
    }
    return CompletableFuture.supplyAsync(waiting::decrementAndGet, answering)
        .thenCompose(_ -> publishNow(publication));
  }

  private CompletionStage<StreamPosition> publishNow(Publish publication) {
    return on(
        publication.channel(),
        broker
            .publish(
                new PublishRequest(
                    publication.channel(),
                    publication.data(),
                    null,
                    publication.tags(),
                    publication.skipHistory() ? HistoryOptions.NONE : HISTORY,
                    publication.delta(),
                    publication.idempotencyKey(),
                    PublishRequest.DEFAULT_IDEMPOTENCY_TTL,
                    publication.version(),
                    publication.versionEpoch()))
            .thenApply(PublishResult::position));
  }

  @Override
  public CompletionStage<Void> subscribe(
      Target target,
      String channel,
      SubscribeOptions options,
      @Nullable StreamPosition recoverSince) {
    return note(
        "subscribe %s %s %s %s %s %s"
            .formatted(
                target,
                channel,
                options.info() == null ? "" : new String(options.info(), UTF_8),
                options.data() == null ? "" : new String(options.data(), UTF_8),
                options.overrides().presence(),
                recoverSince));
  }

  @Override
  public CompletionStage<Void> unsubscribe(Target target, String channel) {
    return note("unsubscribe " + target + " " + channel);
  }

  @Override
  public CompletionStage<Void> disconnect(
      Target target, List<String> except, Disconnect disconnect) {
    return note("disconnect " + target + " " + except + " " + disconnect);
  }

  @Override
  public CompletionStage<Void> refresh(Target target, boolean expired, long expireAt) {
    return note("refresh " + target + " " + expired + " " + expireAt);
  }

  @Override
  public CompletionStage<Map<String, ClientInfo>> presence(String channel) {
    return on(channel, broker.presence(channel));
  }

  @Override
  public CompletionStage<PresenceStats> presenceStats(String channel) {
    return on(channel, broker.presenceStats(channel));
  }

  @Override
  public CompletionStage<HistoryPage> history(String channel, HistoryQuery query) {
    return on(channel, broker.history(channel, query, HistoryOptions.DEFAULT_META_TTL));
  }

  @Override
  public CompletionStage<Void> removeHistory(String channel) {
    return on(channel, broker.removeHistory(channel));
  }

  @Override
  public CompletionStage<ChannelPage> channels(String pattern, String cursor, int limit) {
    Map<String, Integer> page = new TreeMap<>();
    String last = "";
    for (Map.Entry<String, Integer> each : channels.entrySet()) {
      if (each.getKey().compareTo(cursor) > 0 && page.size() < limit) {
        page.put(each.getKey(), each.getValue());
        last = each.getKey();
      }
    }
    boolean more = !last.isEmpty() && !last.equals(((TreeMap<String, Integer>) channels).lastKey());
    asked.add("channels " + pattern);
    return CompletableFuture.completedFuture(new ChannelPage(page, more ? last : ""));
  }

  @Override
  public CompletionStage<List<NodeInfo>> info() {
    return CompletableFuture.completedFuture(
        List.of(new NodeInfo("uid", "pod-0", "1.0", 3, 2, 5, 4, 60)));
  }

  @Override
  public CompletionStage<byte[]> rpc(String method, byte @Nullable [] params) {
    return method.equals("echo")
        ? CompletableFuture.completedFuture(params == null ? "null".getBytes(UTF_8) : params)
        : CompletableFuture.failedFuture(new ApiException(Codes.METHOD_NOT_FOUND));
  }

  @Override
  public void close() {
    answering.close();
    broker.close();
  }

  private static final class Nobody implements BrokerListener {
    @Override
    public void onPublication(
        String channel, Publication publication, String epoch, byte @Nullable [] previous) {}

    @Override
    public void onJoin(String channel, ClientInfo info) {}

    @Override
    public void onLeave(String channel, ClientInfo info) {}

    @Override
    public void onControl(byte[] message) {}

    @Override
    public void onDeliveryGap(Iterable<String> channels) {}
  }
}
