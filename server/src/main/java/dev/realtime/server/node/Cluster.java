package dev.realtime.server.node;

import dev.realtime.server.api.ApiBackend.NodeInfo;
import dev.realtime.server.broker.Broker;
import dev.realtime.server.json.JsonShapeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node among the others. Safe for use by several threads; nothing blocks. */
public final class Cluster {
  private static final Logger log = LoggerFactory.getLogger(Cluster.class);

  private final String id;
  private final String name;
  private final String version;
  private final Broker broker;
  private final LocalClients clients;
  private final InstantSource clock;
  private final Instant startedAt;
  private final NodeRegistry registry;
  private final Survey<SortedMap<String, Integer>> channelSurvey = new Survey<>();

  /**
   * A node that has not said anything yet.
   *
   * @param id unlike that of any other node, past or present
   * @param name for people: the name of the pod
   * @param version of the server
   */
  public Cluster(
      String id,
      String name,
      String version,
      Broker broker,
      LocalClients clients,
      InstantSource clock) {
    this.id = id;
    this.name = name;
    this.version = version;
    this.broker = broker;
    this.clients = clients;
    this.clock = clock;
    this.startedAt = clock.instant();
    this.registry = new NodeRegistry(clock);
  }

  /** This node's id. */
  public String id() {
    return id;
  }

  /**
   * Tells the others that this node is there. To be called every {@link #heartbeatMillis()}; the
   * stage fails while the broker is in trouble.
   */
  public CompletionStage<Void> heartbeat() {
    return tellAll(new ControlMessage.Here(self(), clients.accepting()));
  }

  /** How often {@link #heartbeat()} is due, in milliseconds. */
  public static long heartbeatMillis() {
    return NodeRegistry.INTERVAL.toMillis();
  }

  /** Tells the others that this node is leaving, so that they need not wait for its silence. */
  public CompletionStage<Void> leave() {
    return tellAll(new ControlMessage.Gone());
  }

  /**
   * Another node.
   *
   * @param clients connected to it
   * @param accepting whether it takes new ones
   */
  public record Peer(String id, int clients, boolean accepting) {}

  /** The other nodes. */
  public List<Peer> peers() {
    return registry.peers();
  }

  /** Every node that is known, this one first. */
  public List<NodeInfo> nodes() {
    List<NodeInfo> nodes = new ArrayList<>();
    nodes.add(self());
    nodes.addAll(registry.others());
    return nodes;
  }

  /**
   * Hands commands that came by a separate request to the node that has their session.
   *
   * @return whether there is such a node; fails if the broker cannot carry them to it
   */
  public CompletionStage<Boolean> emulate(String node, String session, byte[] data) {
    if (node.equals(id)) {
      clients.emulate(session, data);
      return CompletableFuture.completedFuture(true);
    }
    if (!registry.knows(node)) {
      return CompletableFuture.completedFuture(false);
    }
    return tell(node, new ControlMessage.Emulate(session, data)).thenApply(sent -> true);
  }

  /** Takes a control message; called by whoever listens to the broker. */
  public void onControl(byte[] message) {
    ControlCodec.Received received;
    try {
      received = ControlCodec.decode(message);
    } catch (JsonShapeException e) {
      log.warn("A control message of another node cannot be read: {}", e.reason());
      return;
    }
    if (!received.from().equals(id)) {
      act(received.from(), received.message());
    }
  }

  private void act(String from, ControlMessage message) {
    switch (message) {
      case ControlMessage.Here(NodeInfo info, boolean accepting) -> {
        if (registry.heard(info, accepting)) {
          log.info("Node {} ({}) is there", info.name(), info.uid());
          logFailure("greeting node " + info.name(), heartbeat()); // it does not know us yet
        }
      }
      case ControlMessage.Gone gone -> {
        registry.gone(from);
        log.info("Node {} has left", from);
      }
      case ControlMessage.AskChannels(String survey, String pattern, String after, int limit) ->
          logFailure(
              "answering node " + from,
              tell(
                  from,
                  new ControlMessage.Channels(
                      survey, clients.channels(new ChannelPattern(pattern), after, limit))));
      case ControlMessage.Channels(String survey, SortedMap<String, Integer> found) ->
          channelSurvey.answered(survey, from, found);
      case ControlMessage.Emulate(String session, byte[] data) -> clients.emulate(session, data);
      case ControlMessage.Unknown unknown ->
          log.debug("Node {} sent a message that this version does not know", from);
      default -> apply(message);
    }
  }

  /** Does on this node what is asked of all. */
  private void apply(ControlMessage message) {
    switch (message) {
      case ControlMessage.Subscribe m ->
          clients.subscribe(m.target(), m.channel(), m.options(), m.recoverSince());
      case ControlMessage.Unsubscribe m -> clients.unsubscribe(m.target(), m.channel());
      case ControlMessage.Close m -> clients.disconnect(m.target(), m.except(), m.disconnect());
      case ControlMessage.Refresh m -> clients.refresh(m.target(), m.expired(), m.expireAt());
      default -> throw new IllegalArgumentException("not for all nodes: " + message);
    }
  }

  /** Does it on this node, and has the others do it. */
  CompletionStage<Void> everywhere(ControlMessage message) {
    apply(message);
    return tellAll(message);
  }

  /** What each of the other nodes has of channels. */
  CompletionStage<Collection<SortedMap<String, Integer>>> askChannels(
      String pattern, String after, int limit) {
    Set<String> nodes = registry.others().stream().map(NodeInfo::uid).collect(Collectors.toSet());
    return channelSurvey.ask(
        nodes,
        survey ->
            tellAll(new ControlMessage.AskChannels(survey, pattern, after, limit))
                .toCompletableFuture());
  }

  private NodeInfo self() {
    LocalClients.Counts counts = clients.counts();
    return new NodeInfo(
        id,
        name,
        version,
        counts.clients(),
        counts.users(),
        counts.subscriptions(),
        counts.channels(),
        clock.instant().getEpochSecond() - startedAt.getEpochSecond());
  }

  private CompletionStage<Void> tellAll(ControlMessage message) {
    return broker.publishControl(null, ControlCodec.encode(id, message));
  }

  private CompletionStage<Void> tell(String node, ControlMessage message) {
    return broker.publishControl(node, ControlCodec.encode(id, message));
  }

  private static void logFailure(String what, CompletionStage<Void> stage) {
    var _ =
        stage.whenComplete(
            (done, failure) -> {
              if (failure != null) {
                log.warn("{} failed: {}", what, failure.toString());
              }
            });
  }
}
