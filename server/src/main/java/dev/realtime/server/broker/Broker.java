package dev.realtime.server.broker;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Publish, history, presence and node messages for channels.
 *
 * <p>No method blocks. A stage fails with {@link BrokerUnavailableException} where the broker
 * cannot answer now, and with {@link BrokerOverloadedException} where a bounded queue is full;
 * stages may complete on any thread.
 */
public interface Broker extends AutoCloseable {
  /**
   * Connects and begins to deliver to the listener. Called once, before anything else.
   *
   * <p>If the broker cannot be reached now, the stage fails with {@link
   * BrokerUnavailableException}, but the broker goes on trying until it is closed: a caller may
   * serve on and look at {@link #health}.
   *
   * @param node id of this node, under which it hears control messages
   */
  CompletionStage<Void> start(String node, BrokerListener listener);

  /**
   * Publishes: appends to the stream, numbers it, remembers its idempotency key and delivers it to
   * every node that is subscribed, in one atomic step.
   */
  CompletionStage<PublishResult> publish(PublishRequest request);

  /** Delivers a join to every subscribed node. Not kept. */
  CompletionStage<Void> publishJoin(String channel, ClientInfo info);

  /** Delivers a leave to every subscribed node. Not kept. */
  CompletionStage<Void> publishLeave(String channel, ClientInfo info);

  /**
   * Begins to hear these channels; the stage completes when the broker has confirmed all. Where it
   * fails, channels that were not heard before may or may not be heard; the caller unsubscribes
   * from those it no longer wants, or subscribes again.
   */
  CompletionStage<Void> subscribe(Collection<String> channels);

  /** Ceases to hear these channels. */
  CompletionStage<Void> unsubscribe(Collection<String> channels);

  /**
   * Reads a channel's stream. Creates the stream's epoch if there is none yet, so that a subscriber
   * that came before the first publication can recover.
   *
   * @param metaTtl how long offset and epoch are kept
   */
  CompletionStage<HistoryPage> history(String channel, HistoryQuery query, Duration metaTtl);

  /**
   * Gives a stream another epoch, so that whoever holds a position in it is told that it is lost.
   * Does nothing where the stream has another epoch already.
   *
   * @param epoch the one that it is to lose
   */
  CompletionStage<Void> renewEpoch(String channel, String epoch);

  /** Removes a channel's publications; offset and epoch stay. */
  CompletionStage<Void> removeHistory(String channel);

  /** Notes that a client is in a channel, until {@code ttl} passes without another call. */
  CompletionStage<Void> addPresence(String channel, ClientInfo info, Duration ttl);

  /** Notes that a client has left a channel. */
  CompletionStage<Void> removePresence(String channel, String client, String user);

  /** Everybody in a channel, by client id. */
  CompletionStage<Map<String, ClientInfo>> presence(String channel);

  /** How many are in a channel; its cost does not grow with their number. */
  CompletionStage<PresenceStats> presenceStats(String channel);

  /**
   * Sends a message to nodes.
   *
   * @param node id of the node, or null for all of them, this one included
   */
  CompletionStage<Void> publishControl(@Nullable String node, byte[] message);

  /** What the broker knows of itself now. Never blocks, never calls out. */
  BrokerHealth health();

  /**
   * Lets go of connections and threads. Deliveries end before this returns, so it must not be
   * called where a listener's call waits for the caller. Again does nothing.
   */
  @Override
  void close();
}
