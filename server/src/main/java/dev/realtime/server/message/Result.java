package dev.realtime.server.message;

import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.StreamPosition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer to a command that succeeded. Times to live are in seconds. */
public sealed interface Result {

  /**
   * Of connect; pushed to unidirectional clients.
   *
   * @param expires whether the client has to refresh within {@code ttl} seconds
   * @param ping seconds between two pings
   * @param pong whether pings have to be answered
   * @param session for emulation and unidirectional transports; else empty
   * @param node for emulation; else empty
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Connected(
      String client,
      String version,
      boolean expires,
      long ttl,
      byte @Nullable [] data,
      Map<String, Subscribed> subs,
      int ping,
      boolean pong,
      String session,
      String node)
      implements Result {}

  /**
   * Of subscribe.
   *
   * @param position the stream's, or where recovery begins
   * @param publications what was missed; for delta subscriptions each says how it is encoded
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Subscribed(
      boolean expires,
      long ttl,
      boolean recoverable,
      StreamPosition position,
      List<SentPublication> publications,
      boolean recovered,
      boolean positioned,
      byte @Nullable [] data,
      boolean wasRecovering,
      boolean delta)
      implements Result {}

  /** Of unsubscribe. */
  record Unsubscribed() implements Result {}

  /** Of publish. */
  record Published() implements Result {}

  /** Of presence, by client id. */
  record Present(Map<String, ClientInfo> clients) implements Result {}

  /** Of presence_stats. */
  record PresentCounts(int clients, int users) implements Result {}

  /** Of history. */
  record PastPublications(List<Publication> publications, StreamPosition top) implements Result {}

  /** Of rpc. */
  @SuppressWarnings("ArrayRecordComponent")
  record Returned(byte @Nullable [] data) implements Result {}

  /** Of refresh. */
  record Refreshed(String client, String version, boolean expires, long ttl) implements Result {}

  /** Of sub_refresh. */
  record SubscriptionRefreshed(boolean expires, long ttl) implements Result {}

  /**
   * A publication as one kind of subscriber gets it.
   *
   * @param publication offset, tags, publisher and full payload
   * @param form how the payload travels
   * @param payload what travels: the full payload or the delta
   */
  @SuppressWarnings("ArrayRecordComponent")
  record SentPublication(Publication publication, Form form, byte[] payload) {

    /** How a payload travels. */
    public enum Form {
      /** As it is. */
      PLAIN(0),
      /** To a subscription with deltas, but in full; a string in JSON. */
      FULL(1),
      /** The difference to the publication before it; a string in JSON. */
      DELTA(2);

      /** Number of forms. */
      public static final int COUNT = 3;

      private final int index;

      Form(int index) {
        this.index = index;
      }

      /** From 0, for tables. */
      public int index() {
        return index;
      }
    }

    /** A publication in full, to a subscription without deltas. */
    public static SentPublication plain(Publication publication) {
      return new SentPublication(publication, Form.PLAIN, publication.data());
    }
  }
}
