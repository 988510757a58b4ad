package dev.realtime.server.api;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Many calls of one request, begun in their order, of which only so many are under way at a time.
 * Begun all at once, the calls of one long request would fill what the broker takes ({@code
 * redis.maxPending}), and most of them be refused though nobody is slow.
 */
final class Window<T> {
  private final int calls;
  private final int atOnce;
  private final IntFunction<CompletableFuture<T>> begin;
  private final AtomicReferenceArray<@Nullable T> results;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger left;
  private final AtomicInteger looks = new AtomicInteger();
  private final CompletableFuture<List<T>> done = new CompletableFuture<>();
  private int begun;

  private Window(int calls, int atOnce, IntFunction<CompletableFuture<T>> begin) {
    this.calls = calls;
    this.atOnce = atOnce;
    this.begin = begin;
    this.results = new AtomicReferenceArray<>(calls);
    this.left = new AtomicInteger(calls);
  }

  /**
   * Runs calls.
   *
   * @param calls how many there are
   * @param atOnce how many of them may be under way, above 0
   * @param begin begins the call of this number; its future never fails
   * @return their results in the order of the calls, when the last has ended
   */
  static <T> CompletableFuture<List<T>> run(
      int calls, int atOnce, IntFunction<CompletableFuture<T>> begin) {
    Window<T> window = new Window<>(calls, atOnce, begin);
    if (calls == 0) {
      window.done.complete(List.of());
    } else {
      window.proceed();
    }
    return window.done;
  }

  /**
   * Begins what may begin. One thread does so at a time, and in a loop: a chain of stages would
   * pile up frames of the stack where calls end at once. Whoever comes meanwhile has it look once
   * more.
   */
  private void proceed() {
    if (looks.getAndIncrement() > 0) {
      return;
    }
    int seen;
    do {
      seen = looks.get();
      while (begun < calls && running.get() < atOnce) {
        running.incrementAndGet();
        int number = begun++;
        var _ = begin.apply(number).thenAccept(result -> ended(number, result));
      }
    } while (looks.addAndGet(-seen) > 0);
  }

  private void ended(int number, T result) {
    results.set(number, result);
    running.decrementAndGet();
    if (left.decrementAndGet() == 0) {
      done.complete(all());
    } else {
      proceed();
    }
  }

  @SuppressWarnings("unchecked") // every place was set before the last call was counted
  private List<T> all() {
    Object[] all = new Object[calls];
    Arrays.setAll(all, results::get);
    return (List<T>) List.of(all);
  }
}
