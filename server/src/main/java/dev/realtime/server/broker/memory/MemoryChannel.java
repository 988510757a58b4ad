package dev.realtime.server.broker.memory;

import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.HistoryQuery;
import dev.realtime.server.broker.Publication;
import dev.realtime.server.broker.PublishRequest;
import dev.realtime.server.broker.PublishResult;
import dev.realtime.server.broker.StreamPosition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One channel: its stream, its presence, and the idempotency keys seen. Used under its own lock
 * only. Times are milliseconds since the Unix epoch.
 */
final class MemoryChannel {
  private final MemoryPresence presence = new MemoryPresence();
  private final Deque<Publication> stream = new ArrayDeque<>();
  private final SeenKeys seenKeys = new SeenKeys();
  private String epoch;

  /** Of the publications in the stream. */
  private long streamBytes;

  /** What has been counted for it in the broker's sum. */
  private long counted;

  private long offset;
  private long version;
  private String versionEpoch = "";
  private long streamExpires;
  private long metaExpires;
  private boolean positionAsked;
  private boolean abandoned;

  MemoryChannel(String epoch) {
    this.epoch = epoch;
  }

  MemoryPresence presence() {
    return presence;
  }

  /** Numbers and keeps a publication, unless its key or version was seen. */
  Appended append(PublishRequest request, long now) {
    dropExpired(now);
    boolean history = request.history().enabled();
    Publication publication =
        new Publication(
            request.data(), request.info(), history ? offset + 1 : 0, request.tags(), now);
    String key = request.idempotencyKey();
    StreamPosition seen = key == null ? null : seenKeys.position(key);
    if (seen != null) {
      return suppressed(seen, publication);
    }
    if (request.version() > 0 && !isNewer(request)) {
      return suppressed(history ? top() : StreamPosition.NONE, publication);
    }
    byte[] previous = null;
    if (history) {
      previous = request.delta() && !stream.isEmpty() ? stream.getLast().data() : null;
      keep(publication, request, now);
    }
    StreamPosition position = history ? top() : StreamPosition.NONE;
    if (key != null && request.idempotencyTtl().isPositive()) {
      seenKeys.add(key, position, now + request.idempotencyTtl().toMillis());
    }
    return new Appended(new PublishResult(position, false), publication, previous);
  }

  private static Appended suppressed(StreamPosition position, Publication publication) {
    return new Appended(new PublishResult(position, true), publication, null);
  }

  private boolean isNewer(PublishRequest request) {
    return !request.versionEpoch().equals(versionEpoch) || request.version() > version;
  }

  private void keep(Publication publication, PublishRequest request, long now) {
    offset = publication.offset();
    if (request.version() > 0) {
      version = request.version();
      versionEpoch = request.versionEpoch();
    }
    stream.addLast(publication);
    streamBytes += Weights.of(publication);
    while (stream.size() > request.history().size()) {
      streamBytes -= Weights.of(stream.removeFirst());
    }
    streamExpires = now + request.history().ttl().toMillis();
    keepPosition(request.history().metaTtl(), now);
  }

  private void keepPosition(Duration metaTtl, long now) {
    positionAsked = true;
    metaExpires = Math.max(metaExpires, now + metaTtl.toMillis());
  }

  /** Reads the part of the stream that the query asks for. */
  HistoryPage read(HistoryQuery query, Duration metaTtl, long now) {
    dropExpired(now);
    keepPosition(metaTtl, now);
    StreamPosition since = query.since();
    if (query.limit() == 0 || !comparable(since)) {
      return page(List.of());
    }
    List<Publication> found = new ArrayList<>();
    Iterator<Publication> all = query.reverse() ? stream.descendingIterator() : stream.iterator();
    while (all.hasNext() && found.size() != query.limit()) {
      Publication one = all.next();
      if (since == null
          || (query.reverse() ? one.offset() < since.offset() : one.offset() > since.offset())) {
        found.add(one);
      }
    }
    return page(List.copyOf(found));
  }

  private HistoryPage page(List<Publication> found) {
    return new HistoryPage(found, top(), stream.isEmpty() ? 0 : stream.getLast().timeMillis());
  }

  /** Gives the stream another epoch, unless it has one already. */
  void renewEpoch(String old, String renewed) {
    if (epoch.equals(old)) {
      epoch = renewed;
    }
  }

  private boolean comparable(@Nullable StreamPosition since) {
    return since == null || since.epoch().isEmpty() || since.epoch().equals(epoch);
  }

  void removeHistory() {
    stream.clear();
    streamBytes = 0;
  }

  /** How much it has grown since this was asked last; in all, what it takes of the heap, about. */
  long growth() {
    long bytes =
        abandoned ? 0 : Weights.CHANNEL + streamBytes + seenKeys.bytes() + presence.bytes();
    long growth = bytes - counted;
    counted = bytes;
    return growth;
  }

  /** Drops what has expired; true if nothing is left that anybody could ask for. */
  boolean dropExpired(long now) {
    if (now >= streamExpires) {
      removeHistory();
    }
    seenKeys.dropExpired(now);
    presence.dropExpired(now);
    boolean positionKept = positionAsked && now < metaExpires;
    return stream.isEmpty() && seenKeys.isEmpty() && presence.isEmpty() && !positionKept;
  }

  /** Marks the channel as removed from the map: whoever waits for its lock looks it up again. */
  void abandon() {
    abandoned = true;
  }

  boolean abandoned() {
    return abandoned;
  }

  private StreamPosition top() {
    return new StreamPosition(offset, epoch);
  }
}
