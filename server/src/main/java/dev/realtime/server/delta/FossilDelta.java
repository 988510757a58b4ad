package dev.realtime.server.delta;

import java.util.Arrays;

/**
 * Makes Fossil deltas.
 *
 * <p>The source is cut into blocks of {@value #BLOCK} bytes and indexed by their hash. A window of
 * that size rolls over the target; where its hash is in the index, the match is extended both ways,
 * and the best one found becomes a copy. What lies between copies is inserted.
 *
 * <p>With {@link Boundary#UTF8} no inserted run begins or ends inside a UTF-8 character, so the
 * delta of two texts is itself a text and can travel in a JSON string.
 */
public final class FossilDelta {
  /** Bytes in a block: shorter matches cost more than they save. */
  private static final int BLOCK = 16;

  /** How many equal hashes are tried for one window: bounds the time on repetitive input. */
  private static final int MAX_PROBES = 64;

  private final byte[] source;
  private final byte[] target;
  private final Boundary boundary;
  private final DeltaWriter out;

  private FossilDelta(byte[] source, byte[] target, Boundary boundary) {
    this.source = source;
    this.target = target;
    this.boundary = boundary;
    this.out = new DeltaWriter(target.length + 32);
  }

  /** Where a delta may cut its target. */
  public enum Boundary {
    /** Anywhere. */
    BYTE,
    /** Between UTF-8 characters only; source and target are UTF-8 texts. */
    UTF8
  }

  /**
   * The delta that turns {@code source} into {@code target}. It may be longer than the target;
   * whether it pays is the caller's decision.
   *
   * <p>Time is linear in both lengths up to a constant factor; memory is one int for each source
   * block and for each hash bucket.
   */
  public static byte[] create(byte[] source, byte[] target, Boundary boundary) {
    return new FossilDelta(source, target, boundary).run();
  }

  private byte[] run() {
    out.number(target.length).symbol('\n');
    int inserted = 0;
    if (source.length >= BLOCK && target.length >= BLOCK) {
      inserted = copies();
    }
    out.insert(target, inserted, target.length);
    return out.number(Integer.toUnsignedLong(checksum(target))).symbol(';').toBytes();
  }

  /** Writes every copy with the insert before it; answers where the last one ended. */
  private int copies() {
    BlockIndex index = new BlockIndex(source, BLOCK);
    int done = 0;
    int at = 0;
    RollingHash hash = new RollingHash(target, 0, BLOCK);
    Match match = new Match();
    while (true) {
      findBest(index, hash.value(), done, at, match);
      if (match.pays()) {
        out.insert(target, done, match.targetStart);
        out.copy(match.length, match.sourceStart);
        done = match.targetStart + match.length;
        at = done;
        if (at + BLOCK > target.length) {
          return done;
        }
        hash = new RollingHash(target, at, BLOCK);
      } else {
        if (at + BLOCK >= target.length) {
          return done;
        }
        hash.roll(target[at], target[at + BLOCK]);
        at++;
      }
    }
  }

  private void findBest(BlockIndex index, int hash, int done, int at, Match best) {
    best.length = 0;
    int probes = 0;
    for (int block = index.first(hash); block >= 0 && probes < MAX_PROBES; probes++) {
      int from = block * BLOCK;
      int forward = Arrays.mismatch(source, from, source.length, target, at, target.length);
      if (forward < 0) {
        forward = Math.min(source.length - from, target.length - at);
      }
      if (forward >= BLOCK) {
        int back = 0;
        int maxBack = Math.min(from, at - done);
        while (back < maxBack && source[from - back - 1] == target[at - back - 1]) {
          back++;
        }
        best.offer(from - back, at - back, back + forward);
      }
      block = index.next(block);
    }
    if (boundary == Boundary.UTF8) {
      best.alignTo(target);
    }
  }

  static int checksum(byte[] data) {
    int sum = 0;
    int i = 0;
    for (; i + 4 <= data.length; i += 4) {
      sum +=
          (data[i] << 24)
              | ((data[i + 1] & 0xff) << 16)
              | ((data[i + 2] & 0xff) << 8)
              | (data[i + 3] & 0xff);
    }
    for (int shift = 24; i < data.length; i++, shift -= 8) {
      sum += (data[i] & 0xff) << shift;
    }
    return sum;
  }

  /** The best match of one window. */
  private static final class Match {
    private int sourceStart;
    private int targetStart;
    private int length;

    void offer(int sourceStart, int targetStart, int length) {
      if (length > this.length) {
        this.sourceStart = sourceStart;
        this.targetStart = targetStart;
        this.length = length;
      }
    }

    /** Shrinks the match until it begins and ends between characters of the target. */
    void alignTo(byte[] target) {
      while (length > 0 && isContinuation(target, targetStart)) {
        sourceStart++;
        targetStart++;
        length--;
      }
      while (length > 0 && isContinuation(target, targetStart + length)) {
        length--;
      }
    }

    /** A copy command takes up to 13 bytes; a shorter match is cheaper inserted. */
    boolean pays() {
      return length >= BLOCK - 2;
    }

    private static boolean isContinuation(byte[] text, int at) {
      return at < text.length && (text[at] & 0xc0) == 0x80;
    }
  }
}
