package dev.realtime.operator.process;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One of many equal values. It has a place for each hash and keeps there what came last, so that it
 * neither grows nor holds what is not met any more; a value that has lost its place is kept twice,
 * no worse than without a pool. Safe for use by many threads.
 *
 * @param <T> immutable, with an {@code equals} that is cheap for what is shared already
 */
final class Pool<T> {
  private final AtomicReferenceArray<T> places;

  /**
   * One with so many places.
   *
   * @param size a power of two
   */
  Pool(int size) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException(size + " is no power of two");
    }
    places = new AtomicReferenceArray<>(size);
  }

  /** The value, or one like it that was met before. */
  T one(T value) {
    int hash = value.hashCode();
    int place = (hash ^ (hash >>> 16)) & (places.length() - 1);
    T kept = places.get(place);
    if (value.equals(kept)) {
      return kept;
    }
    places.set(place, value);
    return value;
  }
}
