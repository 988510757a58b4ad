package dev.realtime.server;

import dev.realtime.server.api.ApiBackend.Target;
import dev.realtime.server.auth.SubscribeOptions;
import dev.realtime.server.broker.StreamPosition;
import dev.realtime.server.hub.Hub;
import dev.realtime.server.message.Disconnect;
import dev.realtime.server.node.ChannelPattern;
import dev.realtime.server.node.LocalClients;
import dev.realtime.server.session.ClientOperations;
import dev.realtime.server.session.Session;
import dev.realtime.server.session.SessionRegistry;
import dev.realtime.server.transport.EmulationTarget;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The sessions of this node, as the cluster acts on them. */
final class NodeClients implements LocalClients {
  private final SessionRegistry registry;
  private final Hub hub;
  private final ClientOperations operations;
  private final BooleanSupplier accepting;

  NodeClients(
      SessionRegistry registry, Hub hub, ClientOperations operations, BooleanSupplier accepting) {
    this.registry = registry;
    this.hub = hub;
    this.operations = operations;
    this.accepting = accepting;
  }

  private List<Session> find(Target target) {
    return registry.find(target.user(), target.client(), target.session());
  }

  @Override
  public void subscribe(
      Target target,
      String channel,
      SubscribeOptions options,
      @Nullable StreamPosition recoverSince) {
    for (Session session : find(target)) {
      operations.subscribe(session, channel, options, recoverSince);
    }
  }

  @Override
  public void unsubscribe(Target target, String channel) {
    for (Session session : find(target)) {
      operations.unsubscribe(session, channel);
    }
  }

  @Override
  public void disconnect(Target target, List<String> except, Disconnect disconnect) {
    for (Session session : find(target)) {
      if (!except.contains(session.id())) {
        operations.disconnect(session, disconnect);
      }
    }
  }

  @Override
  public void refresh(Target target, boolean expired, long expireAt) {
    for (Session session : find(target)) {
      operations.refresh(session, expired, expireAt);
    }
  }

  @Override
  public boolean accepting() {
    return accepting.getAsBoolean();
  }

  @Override
  public Counts counts() {
    int subscriptions = 0;
    for (Session session : registry.all()) {
      subscriptions += session.subscriptions();
    }
    return new Counts(registry.count(), registry.users(), subscriptions, hub.channelCount());
  }

  @Override
  public SortedMap<String, Integer> channels(ChannelPattern pattern, String after, int limit) {
    SortedMap<String, Integer> found = new TreeMap<>();
    hub.channels()
        .forEach(
            (channel, count) -> {
              if (channel.compareTo(after) > 0 && pattern.matches(channel)) {
                found.put(channel, count);
                if (found.size() > limit) {
                  found.remove(found.lastKey());
                }
              }
            });
    return found;
  }

  @Override
  public void emulate(String session, byte[] data) {
    EmulationTarget.deliver(registry, session, data);
  }
}
