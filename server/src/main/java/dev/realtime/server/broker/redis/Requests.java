package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.ClientInfo;
import dev.realtime.server.broker.HistoryOptions;
import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.PresenceStats;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.broker.PublishResult;
import dev.realtime.server.broker.StreamPosition;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Each operation of the broker as one request to Redis, and its answer read back. The keys and
 * arguments are stated in the scripts.
 */
final class Requests {
  private static final int EPOCH_LETTERS = 8;

  private final Names names;
  private final Dialect dialect;
  private final InstantSource clock;
  private final RandomGenerator random;

  Requests(Names names, Dialect dialect, InstantSource clock, RandomGenerator random) {
    this.names = names;
    this.dialect = dialect;
    this.clock = clock;
    this.random = random;
  }

  Request<PublishResult> publish(PublishRequest request) {
    String channel = request.channel();
    String what = "publishing to channel \"" + channel + "\"";
    byte[] publication =
        Envelope.publication(request.data(), request.info(), request.tags(), clock.millis());
    String pubSub = names.key(Dialect.CHANNEL, channel);
    String key = request.idempotencyKey();
    if (request.history().enabled()) {
      return numbered(what, request, publication, pubSub);
    }
    byte[] message = Envelope.unnumbered(publication);
    if (key == null) {
      PublishResult published = new PublishResult(StreamPosition.NONE, false);
      return Request.command(
          what, dialect.publish(), List.of(pubSub), List.of(message), receivers -> published);
    }
    return Request.script(
            what,
            Script.PUBLISH_ONCE,
            List.of(names.idempotencyKey(channel, key)),
            List.of(dialect.publish(), pubSub, message, positive(request.idempotencyTtl())),
            Requests::published)
        .deliveringTo(pubSub);
  }

  private Request<PublishResult> numbered(
      String what, PublishRequest request, byte[] publication, String pubSub) {
    HistoryOptions history = request.history();
    List<String> keys = new ArrayList<>(3);
    keys.add(names.key('m', request.channel()));
    keys.add(names.key('s', request.channel()));
    String key = request.idempotencyKey();
    if (key != null) {
      keys.add(names.idempotencyKey(request.channel(), key));
    }
    long ttl = positive(history.ttl());
    return Request.script(
            what,
            Script.PUBLISH,
            keys,
            List.of(
                dialect.publish(),
                pubSub,
                publication,
                epoch(),
                history.size(),
                ttl,
                Math.max(ttl, history.metaTtl().toMillis()),
                request.delta() ? 1 : 0,
                Math.max(0, request.version()),
                request.versionEpoch(),
                positive(request.idempotencyTtl())),
            Requests::published)
        .deliveringTo(pubSub);
  }

  private static PublishResult published(Object answer) {
    List<?> parts = (List<?>) answer;
    boolean suppressed = (Long) parts.get(2) == 1;
    return new PublishResult(
        new StreamPosition(number(parts.get(0)), text(parts.get(1))), suppressed);
  }

  Request<Void> presenceEvent(String channel, boolean join, ClientInfo info) {
    return Request.command(
        (join ? "announcing a join to \"" : "announcing a leave to \"") + channel + "\"",
        dialect.publish(),
        List.of(names.key(Dialect.CHANNEL, channel)),
        List.of(Dialect.presenceEvent(join, Envelope.info(info))),
        Requests::nothing);
  }

  Request<Void> control(@Nullable String node, byte[] message) {
    return Request.command(
        node == null ? "a message to all nodes" : "a message to node \"" + node + "\"",
        dialect.publish(),
        List.of(names.node(node)),
        List.of(message),
        Requests::nothing);
  }

  Request<HistoryPage> history(String channel, HistoryQuery query, Duration metaTtl) {
    StreamPosition since = query.since();
    return Request.script(
        "reading the history of channel \"" + channel + "\"",
        Script.HISTORY,
        List.of(names.key('m', channel), names.key('s', channel)),
        List.of(
            epoch(),
            Math.max(0, metaTtl.toMillis()),
            Math.max(HistoryQuery.NO_LIMIT, query.limit()),
            since == null ? "" : Long.toString(since.offset()),
            since == null ? "" : since.epoch(),
            query.reverse() ? 1 : 0),
        Requests::page);
  }

  private static HistoryPage page(Object answer) {
    List<?> parts = (List<?>) answer;
    List<Publication> publications = new ArrayList<>();
    for (Object entry : (List<?>) parts.get(2)) {
      List<?> idAndFields = (List<?>) entry;
      String id = text(idAndFields.get(0));
      long offset = Long.parseLong(id, 0, id.indexOf('-'), 10);
      byte[] body = (byte[]) ((List<?>) idAndFields.get(1)).get(1);
      publications.add(Envelope.readPublication(body, offset));
    }
    StreamPosition top = new StreamPosition(number(parts.get(0)), text(parts.get(1)));
    return new HistoryPage(List.copyOf(publications), top, topTime((byte[]) parts.get(3)));
  }

  private static long topTime(byte[] head) {
    return head.length == 0 ? 0 : Envelope.readTime(head);
  }

  Request<Void> renewEpoch(String channel, String epoch) {
    return Request.script(
        "renewing the epoch of channel \"" + channel + "\"",
        Script.RENEW_EPOCH,
        List.of(names.key('m', channel)),
        List.of(epoch, epoch()),
        Requests::nothing);
  }

  Request<Void> removeHistory(String channel) {
    return Request.command(
        "removing the history of channel \"" + channel + "\"",
        CommandType.DEL,
        List.of(names.key('s', channel)),
        List.of(),
        Requests::nothing);
  }

  Request<Void> addPresence(String channel, ClientInfo info, Duration ttl) {
    return Request.script(
        "adding to the presence of channel \"" + channel + "\"",
        Script.PRESENCE_ADD,
        presenceKeys(channel),
        List.of(info.client(), info.user(), Envelope.info(info), positive(ttl)),
        Requests::nothing);
  }

  Request<Void> removePresence(String channel, String client) {
    return Request.script(
        "removing from the presence of channel \"" + channel + "\"",
        Script.PRESENCE_REMOVE,
        presenceKeys(channel),
        List.of(client),
        Requests::nothing);
  }

  Request<Map<String, ClientInfo>> presence(String channel) {
    return Request.script(
        "reading the presence of channel \"" + channel + "\"",
        Script.PRESENCE_GET,
        presenceKeys(channel),
        List.of(),
        answer -> {
          List<?> pairs = (List<?>) answer;
          Map<String, ClientInfo> present = new LinkedHashMap<>();
          for (int i = 0; i < pairs.size(); i += 2) {
            present.put(text(pairs.get(i)), Envelope.readPresence((byte[]) pairs.get(i + 1)));
          }
          return present;
        });
  }

  Request<PresenceStats> presenceStats(String channel) {
    return Request.script(
        "counting the presence of channel \"" + channel + "\"",
        Script.PRESENCE_STATS,
        presenceKeys(channel),
        List.of(),
        answer -> {
          List<?> counts = (List<?>) answer;
          return new PresenceStats((int) number(counts.get(0)), (int) number(counts.get(1)));
        });
  }

  private List<String> presenceKeys(String channel) {
    return List.of(names.key('z', channel), names.key('p', channel), names.key('u', channel));
  }

  /** Made for every call and used where the stream is new, so that it costs no round trip. */
  private String epoch() {
    StringBuilder letters = new StringBuilder(EPOCH_LETTERS);
    for (int i = 0; i < EPOCH_LETTERS; i++) {
      int n = random.nextInt(52);
      letters.append((char) (n < 26 ? 'a' + n : 'A' + n - 26));
    }
    return letters.toString();
  }

  /** PEXPIRE takes no zero. */
  private static long positive(Duration duration) {
    return Math.max(1, duration.toMillis());
  }

  private static long number(Object answer) {
    return answer instanceof Long n ? n : Long.parseLong(text(answer));
  }

  private static String text(Object answer) {
    return new String((byte[]) answer, StandardCharsets.UTF_8);
  }

  @SuppressWarnings("NullAway") // Void has no other value
  private static Void nothing(Object answer) {
    return null;
  }
}
