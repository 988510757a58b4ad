package dev.realtime.server.node;

import dev.realtime.server.api.ApiBackend;
import dev.realtime.server.api.ApiException;
import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.broker.Broker;
import dev.realtime.server.broker.BrokerOverloadedException;
import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.PresenceStats;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.broker.PublishResult;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.channel.ChannelRules;
import dev.realtime.server.config.ChannelOptions;
import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Disconnect;
import dev.realtime.server.metrics.Rejection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The server API over all nodes: channels by the broker, connections by control messages. */
public final class ClusterApi implements ApiBackend {
  private final Cluster cluster;
  private final Broker broker;
  private final LocalClients clients;
  private final Supplier<ChannelRules> rules;
  private final PublishLimits limits;
  private final Consumer<Rejection> onRejected;

  /** What protects the node from publications. */
  @FunctionalInterface
  public interface PublishLimits {
    /** The limit that one more publication meets; null if it meets none. */
    @Nullable Rejection met(String channel, ChannelOptions options);
  }

  /**
   * An API.
   *
   * @param rules asked for each call, so that they may change
   * @param limits the same that publications of clients meet
   * @param onRejected told of each publication that met one, here or at the broker
   */
  public ClusterApi(
      Cluster cluster,
      Broker broker,
      LocalClients clients,
      Supplier<ChannelRules> rules,
      PublishLimits limits,
      Consumer<Rejection> onRejected) {
    this.cluster = cluster;
    this.broker = broker;
    this.clients = clients;
    this.rules = rules;
    this.limits = limits;
    this.onRejected = onRejected;
  }

  @Override
  public CompletionStage<StreamPosition> publish(Publish publication) {
    ChannelOptions options = options(publication.channel());
    Rejection met = limits.met(publication.channel(), options);
    if (met != null) {
      onRejected.accept(met);
      throw new ApiException(Codes.TOO_MANY_REQUESTS);
    }
    return countingOverload(toBroker(publication, options)).thenApply(PublishResult::position);
  }

  private CompletionStage<PublishResult> countingOverload(
      CompletionStage<PublishResult> published) {
    return published.whenComplete(
        (_, failure) -> {
          Throwable cause =
              failure instanceof CompletionException && failure.getCause() != null
                  ? failure.getCause()
                  : failure;
          if (cause instanceof BrokerOverloadedException) {
            onRejected.accept(Rejection.BROKER_QUEUE);
          }
        });
  }

  private CompletionStage<PublishResult> toBroker(Publish publication, ChannelOptions options) {
    HistoryOptions history =
        publication.skipHistory()
            ? HistoryOptions.NONE
            : rules.get().history(publication.channel());
    return broker.publish(
        new PublishRequest(
            publication.channel(),
            publication.data(),
            null,
            publication.tags(),
            history,
            (publication.delta() || options.delta()) && history.enabled(),
            publication.idempotencyKey(),
            PublishRequest.DEFAULT_IDEMPOTENCY_TTL,
            publication.version(),
            publication.versionEpoch()));
  }

  @Override
  public CompletionStage<Void> subscribe(
      Target target,
      String channel,
      SubscribeOptions options,
      @Nullable StreamPosition recoverSince) {
    ChannelOptions known = options(channel);
    if (recoverSince != null && !known.recovery()) {
      throw new ApiException(Codes.NOT_AVAILABLE, "recovery is off for the channel");
    }
    return cluster.everywhere(new ControlMessage.Subscribe(target, channel, options, recoverSince));
  }

  @Override
  public CompletionStage<Void> unsubscribe(Target target, String channel) {
    // Of a namespace that was taken out of the configuration, clients may still be in a channel.
    return cluster.everywhere(new ControlMessage.Unsubscribe(target, channel));
  }

  @Override
  public CompletionStage<Void> disconnect(
      Target target, List<String> except, Disconnect disconnect) {
    return cluster.everywhere(new ControlMessage.Close(target, except, disconnect));
  }

  @Override
  public CompletionStage<Void> refresh(Target target, boolean expired, long expireAt) {
    return cluster.everywhere(new ControlMessage.Refresh(target, expired, expireAt));
  }

  @Override
  public CompletionStage<Map<String, ClientInfo>> presence(String channel) {
    requirePresence(channel);
    return broker.presence(channel);
  }

  @Override
  public CompletionStage<PresenceStats> presenceStats(String channel) {
    requirePresence(channel);
    return broker.presenceStats(channel);
  }

  private void requirePresence(String channel) {
    if (!options(channel).presence()) {
      throw new ApiException(Codes.NOT_AVAILABLE, "presence is off for the channel");
    }
  }

  @Override
  public CompletionStage<HistoryPage> history(String channel, HistoryQuery query) {
    HistoryOptions history = requireHistory(channel);
    StreamPosition since = query.since();
    return broker
        .history(channel, query, history.metaTtl())
        .thenApply(
            page -> {
              if (since != null
                  && !since.epoch().isEmpty()
                  && !since.epoch().equals(page.top().epoch())) {
                throw new ApiException(Codes.UNRECOVERABLE_POSITION);
              }
              return page;
            });
  }

  @Override
  public CompletionStage<Void> removeHistory(String channel) {
    requireHistory(channel);
    return broker.removeHistory(channel);
  }

  private HistoryOptions requireHistory(String channel) {
    options(channel);
    HistoryOptions history = rules.get().history(channel);
    if (!history.enabled()) {
      throw new ApiException(Codes.NOT_AVAILABLE, "the channel keeps no history");
    }
    return history;
  }

  @Override
  public CompletionStage<ChannelPage> channels(String pattern, String cursor, int limit) {
    // One more than the page from every node: the first of all of them are then among these.
    int asked = limit + 1;
    return cluster
        .askChannels(pattern, cursor, asked)
        .thenApply(
            others -> {
              SortedMap<String, Integer> all =
                  new TreeMap<>(clients.channels(new ChannelPattern(pattern), cursor, asked));
              return page(all, others, limit);
            });
  }

  private static ChannelPage page(
      SortedMap<String, Integer> all, Collection<SortedMap<String, Integer>> others, int limit) {
    for (SortedMap<String, Integer> other : others) {
      other.forEach((channel, count) -> all.merge(channel, count, Integer::sum));
    }
    Map<String, Integer> page = new TreeMap<>();
    String last = "";
    for (Map.Entry<String, Integer> each : all.entrySet()) {
      if (page.size() == limit) {
        return new ChannelPage(page, last);
      }
      page.put(each.getKey(), each.getValue());
      last = each.getKey();
    }
    return new ChannelPage(page, "");
  }

  @Override
  public CompletionStage<List<NodeInfo>> info() {
    return CompletableFuture.completedFuture(cluster.nodes());
  }

  @Override
  public CompletionStage<byte[]> rpc(String method, byte @Nullable [] params) {
    throw new ApiException(Codes.METHOD_NOT_FOUND, "this server has no methods of its own");
  }

  private ChannelOptions options(String channel) {
    ChannelRules now = rules.get();
    if (!now.isName(channel)) {
      throw new ApiException(Codes.BAD_REQUEST, "channel name is too long");
    }
    ChannelOptions options = now.options(channel);
    if (options == null) {
      throw new ApiException(Codes.UNKNOWN_CHANNEL);
    }
    return options;
  }
}
