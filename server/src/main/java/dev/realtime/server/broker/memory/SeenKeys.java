package dev.realtime.server.broker.memory;

import dev.realtime.server.broker.StreamPosition;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of one channel, the one that expires first at hand: what is dropped is paid
 * for, and not what stays. Used under the channel's lock only.
 */
final class SeenKeys {
  /**
   * Keys remembered of one channel, about 15 MiB with keys of 36 characters; with one more, the one
   * that expires first is forgotten early. At five minutes each they are 218 publications a second.
   */
  static final int MAX = 65_536;

  private record Seen(String key, StreamPosition position, long expires) {}

  private final Map<String, Seen> byKey = new HashMap<>();
  private final PriorityQueue<Seen> byExpiry =
      new PriorityQueue<>(Comparator.comparingLong(Seen::expires));

  private long bytes;

  /** What they take of the heap, about. */
  long bytes() {
    return bytes;
  }

  /** Where the publication with this key went; null if the key is not known. */
  @Nullable StreamPosition position(String key) {
    Seen seen = byKey.get(key);
    return seen == null ? null : seen.position();
  }

  /** Remembers a key that is not known yet. */
  void add(String key, StreamPosition position, long expires) {
    Seen seen = new Seen(key, position, expires);
    byKey.put(key, seen);
    byExpiry.add(seen);
    bytes += Weights.KEY + key.length();
    if (byExpiry.size() > MAX) {
      forgetFirst();
    }
  }

  private void forgetFirst() {
    String key = byExpiry.remove().key();
    byKey.remove(key);
    bytes -= Weights.KEY + key.length();
  }

  void dropExpired(long now) {
    for (Seen first = byExpiry.peek();
        first != null && now >= first.expires();
        first = byExpiry.peek()) {
      forgetFirst();
    }
  }

  boolean isEmpty() {
    return byExpiry.isEmpty();
  }

  int size() {
    return byExpiry.size();
  }
}
