package dev.realtime.server.broker.redis;

import java.nio.charset.StandardCharsets;

/**
 * Spreads channels over shards so that a shard added at the end takes only its own share from the
 * others.
 *
 * <p>Lamping and Veach, "A Fast, Minimal Memory, Consistent Hash Algorithm" (2014), over FNV-1a.
 */
final class JumpHash {
  private JumpHash() {}

  /** The shard of a name, from 0 to {@code buckets - 1}. */
  static int bucket(String name, int buckets) {
    long key = mix(fnv1a(name));
    long candidate = -1;
    long next = 0;
    while (next < buckets) {
      candidate = next;
      key = key * 2862933555777941757L + 1;
      next = (long) ((candidate + 1) * ((double) (1L << 31) / (double) ((key >>> 33) + 1)));
    }
    return (int) candidate;
  }

  private static long fnv1a(String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  /** Finalizer of MurmurHash3: FNV-1a alone spreads names with a common prefix badly. */
  private static long mix(long h) {
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
