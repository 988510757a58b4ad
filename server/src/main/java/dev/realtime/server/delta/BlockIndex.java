package dev.realtime.server.delta;

import java.util.Arrays;

/** Finds the blocks of a source by hash: chains in two int arrays, no object for a block. */
final class BlockIndex {
  private static final int NONE = -1;

  private final int[] heads;
  private final int[] nexts;
  private final int mask;

  BlockIndex(byte[] source, int block) {
    int blocks = source.length / block;
    int buckets = Integer.highestOneBit(Math.max(1, blocks - 1)) * 2;
    heads = new int[buckets];
    nexts = new int[blocks];
    mask = buckets - 1;
    Arrays.fill(heads, NONE);
    // From the end, so that a chain yields the earliest block first.
    for (int i = blocks - 1; i >= 0; i--) {
      int bucket = bucket(new RollingHash(source, i * block, block).value());
      nexts[i] = heads[bucket];
      heads[bucket] = i;
    }
  }

  int first(int hash) {
    return heads[bucket(hash)];
  }

  int next(int block) {
    return nexts[block];
  }

  private int bucket(int hash) {
    int mixed = hash * 0x9E3779B9;
    return (mixed ^ (mixed >>> 15)) & mask;
  }
}
