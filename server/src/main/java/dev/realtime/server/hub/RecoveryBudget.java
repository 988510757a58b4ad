package dev.realtime.server.hub;

import dev.realtime.server.broker.HistoryPage;
import dev.realtime.server.broker.Publication;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How many recoveries the node reads at once, by number and bytes; the others wait in their order.
 *
 * <p>An answer of Redis is in the heap from when it was decoded until the event loop has written
 * it, and nothing else bounds how many are: after a deploy every client recovers at once. What a
 * page will take is known only when it is there, so each reserves what the pages before it took: at
 * first a mebibyte, then the largest of late, forgotten by an eighth with each that is smaller.
 */
public final class RecoveryBudget {
  /** Of 300 publications of 1 KiB each, 84 MiB at once if the bytes allow it. */
  static final int PLACES = 256;

  /** Pages take so much of the heap at most: 13 MiB of the 205 of a small pod. */
  public static final int HEAP_SHARE = 16;

  private static final long FIRST_ESTIMATE = 1 << 20;
  private static final int OVERHEAD = 128;

  private final int places;
  private final long maxBytes;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private int taken;
  private long heldBytes;
  private long estimate = FIRST_ESTIMATE;

  private record Waiting(
      Executor loop,
      Supplier<CompletionStage<HistoryPage>> reading,
      CompletableFuture<HistoryPage> answer) {}

  private record Admitted(Waiting one, long reserved) {}

  /**
   * A budget of which nothing is taken.
   *
   * @param maxBytes of pages; one is always read, whatever its size
   */
  RecoveryBudget(int places, long maxBytes) {
    this.places = places;
    this.maxBytes = maxBytes;
  }

  /**
   * Reads as soon as there is room.
   *
   * @param loop the event loop that takes the answer; the room is free when it has run what it was
   *     given for it
   * @param reading called once, on any thread
   */
  public CompletionStage<HistoryPage> read(
      Executor loop, Supplier<CompletionStage<HistoryPage>> reading) {
    Waiting one = new Waiting(loop, reading, new CompletableFuture<>());
    synchronized (this) {
      waiting.add(one);
    }
    begin();
    return one.answer();
  }

  /** Begins those for which there is room. */
  private void begin() {
    for (Admitted next = admit(); next != null; next = admit()) {
      begin(next.one(), next.reserved());
    }
  }

  private synchronized @Nullable Admitted admit() {
    boolean room = taken < places && (taken == 0 || heldBytes + estimate <= maxBytes);
    Waiting next = room ? waiting.poll() : null;
    if (next == null) {
      return null;
    }
    taken++;
    heldBytes += estimate;
    return new Admitted(next, estimate);
  }

  private void begin(Waiting one, long reserved) {
    one.reading()
        .get()
        .whenComplete(
            (page, failure) -> {
              long bytes = page == null ? 0 : bytes(page);
              arrived(reserved, bytes, failure == null);
              if (failure == null) {
                one.answer().complete(page);
              } else {
                one.answer().completeExceptionally(failure);
              }
              one.loop().execute(() -> leave(bytes));
            });
  }

  private static long bytes(HistoryPage page) {
    long bytes = 0;
    for (Publication publication : page.publications()) {
      bytes += OVERHEAD + publication.data().length;
    }
    return bytes;
  }

  private synchronized void arrived(long reserved, long bytes, boolean answered) {
    heldBytes += bytes - reserved;
    if (answered) {
      estimate = Math.max(bytes, estimate - estimate / 8);
    }
  }

  private void leave(long bytes) {
    synchronized (this) {
      taken--;
      heldBytes -= bytes;
    }
    begin();
  }

  /** Recoveries being read or written. */
  public synchronized int running() {
    return taken;
  }

  /** Recoveries that wait for room. */
  public synchronized int waiting() {
    return waiting.size();
  }

  /** What the pages of those that run take of the heap, about. */
  public synchronized long bytes() {
    return heldBytes;
  }
}
