package dev.realtime.server.transport;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What the bodies of all HTTP requests take together, each from its first byte to its answer.
 *
 * <p>A bound for each body alone does not protect the node: thousands of slow uploads would fill
 * the direct memory that clients' frames need. Whoever has shown a key of the server API may use
 * all of it. The others share half, so that they cannot keep the application out.
 *
 * <p>Safe for use by several threads.
 */
public final class BodyMemory {
  private final LongSupplier bound;
  private final LongSupplier retryAfterSeconds;
  private final Runnable onRefused;
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong heldByStrangers = new AtomicLong();

  /**
   * Memory that holds nothing yet.
   *
   * @param bound in bytes; asked each time
   * @param retryAfterSeconds what those are told that find no room
   * @param onRefused called for each of them
   */
  public BodyMemory(LongSupplier bound, LongSupplier retryAfterSeconds, Runnable onRefused) {
    this.bound = bound;
    this.retryAfterSeconds = retryAfterSeconds;
    this.onRefused = onRefused;
  }

  /** Memory whose users are bounded in another way. */
  static BodyMemory unbounded() {
    return new BodyMemory(() -> Long.MAX_VALUE, () -> 1, () -> {});
  }

  /** Bytes that bodies take now. */
  public long held() {
    return held.get();
  }

  /** Most that they may take. */
  public long bound() {
    return bound.getAsLong();
  }

  long retryAfterSeconds() {
    return retryAfterSeconds.getAsLong();
  }

  /** Room for one body, nothing yet. */
  Share share(boolean trusted) {
    return new Share(trusted);
  }

  private boolean take(long bytes, boolean trusted) {
    long most = bound.getAsLong();
    if (!trusted && heldByStrangers.addAndGet(bytes) > most / 2) {
      heldByStrangers.addAndGet(-bytes);
      return false;
    }
    if (held.addAndGet(bytes) > most) {
      giveBack(bytes, trusted);
      return false;
    }
    return true;
  }

  private void giveBack(long bytes, boolean trusted) {
    held.addAndGet(-bytes);
    if (!trusted) {
      heldByStrangers.addAndGet(-bytes);
    }
  }

  /** What one body takes. For one thread at a time. */
  final class Share {
    private final boolean trusted;
    private long bytes;

    private Share(boolean trusted) {
      this.trusted = trusted;
    }

    /** Takes as much as makes it this size; false, with nothing changed, if there is no room. */
    boolean growTo(long size) {
      long more = size - bytes;
      if (more <= 0) {
        return true;
      }
      if (!take(more, trusted)) {
        onRefused.run();
        return false;
      }
      bytes = size;
      return true;
    }

    /** Gives all of it back; again is harmless. */
    void giveBack() {
      BodyMemory.this.giveBack(bytes, trusted);
      bytes = 0;
    }
  }
}
