package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.BrokerUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What one shard shall hear, has been told to hear, and has confirmed to hear.
 *
 * <p>For each name three facts: <em>wanted</em> by the hub, <em>requested</em> by the last command
 * sent, and how many confirmations are <em>awaited</em>. Where wanted and requested differ, the
 * next flush sends a command; a name is settled when they agree and nothing is awaited. Redis
 * confirms in the order of the commands, so a quick subscribe, unsubscribe, subscribe is settled by
 * the third confirmation and not by the first.
 *
 * <p>After a loss everything wanted is requested again, and reported as a gap when confirmed.
 * Confined to the supervisor's thread.
 */
final class Subscriptions {
  /** Channels of one command. */
  static final int BATCH = 512;

  private final String shard;
  private final Dialect dialect;
  private final long timeoutNanos;
  private final GapListener gaps;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Set<Entry> changed = new LinkedHashSet<>();
  private final Set<Entry> awaited = new LinkedHashSet<>();
  private @Nullable Ear ear;
  private String downReason = "not connected yet";
  private long confirmedCount = -1;

  /** Hears which names are not heard any more, and which were missed and are heard again. */
  interface GapListener {
    void interrupted(List<String> names);

    void recovered(List<String> names);
  }

  private static final class Entry {
    final String name;
    boolean wanted = true;
    boolean requested;
    int awaiting;
    long sentAt;

    /** Was heard once, so whatever interrupts it from now on is a gap and not a failed request. */
    boolean established;

    boolean missed;
    final List<CompletableFuture<Void>> waiters = new ArrayList<>(1);

    Entry(String name) {
      this.name = name;
    }

    boolean settled() {
      return wanted == requested && awaiting == 0;
    }
  }

  Subscriptions(String shard, Dialect dialect, long timeoutNanos, GapListener gaps) {
    this.shard = shard;
    this.dialect = dialect;
    this.timeoutNanos = timeoutNanos;
    this.gaps = gaps;
  }

  /**
   * Begins to want a name.
   *
   * @param waiter completed when Redis has confirmed, failed when it cannot now; the name is then
   *     not wanted any more unless it was before. Null wants the name whatever happens.
   */
  void want(String name, @Nullable CompletableFuture<Void> waiter) {
    Entry entry = entries.get(name);
    if (ear == null && waiter != null) {
      waiter.completeExceptionally(unavailable(name, downReason));
      if (entry != null && entry.established) {
        entry.wanted = true;
      }
      return;
    }
    if (entry == null) {
      entry = new Entry(name);
      entries.put(name, entry);
    }
    entry.wanted = true;
    if (waiter == null) {
      entry.established = true;
    } else if (entry.settled()) {
      waiter.complete(null);
    } else {
      entry.waiters.add(waiter);
    }
    changed.add(entry);
  }

  /**
   * What moves with a name to another shard.
   *
   * @param established whether it was heard, so that what comes in between is a gap
   * @param waiters who waits for its confirmation
   */
  record Handover(String name, boolean established, List<CompletableFuture<Void>> waiters) {}

  /** Lets go of a wanted name that another shard is to hear. */
  Handover handOver(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalStateException(name + " is not wanted on Redis " + shard);
    }
    Handover handover = new Handover(name, entry.established, List.copyOf(entry.waiters));
    entry.waiters.clear();
    release(name);
    return handover;
  }

  /** Takes over a name that another shard was to hear. */
  void adopt(Handover handover) {
    if (handover.established()) {
      gaps.interrupted(List.of(handover.name()));
    }
    handover.waiters().forEach(waiter -> want(handover.name(), waiter));
    if (handover.established()) {
      want(handover.name(), null);
      Entry entry = entries.get(handover.name());
      if (entry != null) {
        entry.missed = true;
      }
    }
  }

  /** Ceases to want a name. */
  void release(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      return;
    }
    entry.wanted = false;
    entry.established = false;
    fail(entry, "it was unsubscribed meanwhile");
    if (ear == null || (!entry.requested && entry.awaiting == 0)) {
      forget(entry);
    } else {
      changed.add(entry);
    }
  }

  /** Names wanted now. */
  List<String> wanted() {
    return entries.values().stream().filter(e -> e.wanted).map(e -> e.name).toList();
  }

  boolean wants(String name) {
    Entry entry = entries.get(name);
    return entry != null && entry.wanted;
  }

  /** Whether this listener's connection is the one in use. */
  @SuppressWarnings("ReferenceEquality") // a listener is itself alone
  boolean listensTo(Ear.Listener listener) {
    return ear != null && ear.listener() == listener;
  }

  /** Whether Redis has confirmed all that is wanted. */
  boolean settled() {
    return ear != null && changed.isEmpty() && awaited.isEmpty();
  }

  /** A new connection hears nothing yet: everything wanted is requested. */
  void up(Ear connection) {
    ear = connection;
    changed.addAll(entries.values());
    flush();
  }

  /** The connection has gone; who waits is told, and what was heard will be a gap. */
  void down(String reason) {
    ear = null;
    downReason = reason;
    changed.clear();
    awaited.clear();
    confirmedCount = -1;
    List<String> interrupted =
        entries.values().stream().filter(e -> e.established).map(e -> e.name).toList();
    if (!interrupted.isEmpty()) {
      gaps.interrupted(interrupted);
    }
    for (Entry entry : List.copyOf(entries.values())) {
      entry.requested = false;
      entry.awaiting = 0;
      entry.missed = entry.established;
      fail(entry, reason);
      if (!entry.wanted || !entry.established) {
        entries.remove(entry.name);
      }
    }
  }

  /** Sends what changed since the last flush, in batches. */
  void flush() {
    Ear out = ear;
    if (out == null || changed.isEmpty()) {
      return;
    }
    Map<Integer, List<String>> on = new LinkedHashMap<>();
    Map<Integer, List<String>> off = new LinkedHashMap<>();
    for (Entry entry : changed) {
      if (entry.wanted != entry.requested) {
        entry.requested = entry.wanted;
        entry.awaiting++;
        entry.sentAt = System.nanoTime();
        awaited.add(entry);
        int group = dialect.batchesShareSlot() ? Names.slotOfName(entry.name) : 0;
        (entry.wanted ? on : off).computeIfAbsent(group, g -> new ArrayList<>()).add(entry.name);
      }
    }
    changed.clear();
    off.values().forEach(names -> batches(names).forEach(out::unsubscribe));
    on.values().forEach(names -> batches(names).forEach(out::subscribe));
  }

  private static List<List<String>> batches(List<String> names) {
    List<List<String>> batches = new ArrayList<>();
    for (int from = 0; from < names.size(); from += BATCH) {
      batches.add(names.subList(from, Math.min(names.size(), from + BATCH)));
    }
    return batches;
  }

  /** Redis confirmed names, in this order. */
  void confirmed(Collection<String> names, long count) {
    confirmedCount = count;
    List<String> recovered = new ArrayList<>();
    for (String name : names) {
      Entry entry = entries.get(name);
      if (entry == null || !answered(entry) || !entry.requested) {
        continue;
      }
      if (entry.wanted) {
        entry.established = true;
        entry.waiters.forEach(w -> w.complete(null));
        entry.waiters.clear();
        if (entry.missed) {
          entry.missed = false;
          recovered.add(name);
        }
      }
    }
    if (!recovered.isEmpty()) {
      gaps.recovered(recovered);
    }
  }

  /**
   * Redis ceased to hear a name.
   *
   * @return whether it did so by itself, though the name is wanted
   */
  boolean removed(String name, long count) {
    confirmedCount = count;
    Entry entry = entries.get(name);
    if (entry == null) {
      return false;
    }
    if (entry.awaiting > 0) {
      if (answered(entry) && !entry.requested && !entry.wanted) {
        forget(entry);
      }
      return false;
    }
    if (!entry.wanted) {
      forget(entry);
      return false;
    }
    entry.requested = false;
    entry.missed = true;
    changed.add(entry);
    return true;
  }

  /** Counts an answer; whether none is awaited any more. */
  private boolean answered(Entry entry) {
    entry.awaiting = Math.max(0, entry.awaiting - 1);
    if (entry.awaiting == 0) {
      awaited.remove(entry);
      return true;
    }
    return false;
  }

  /**
   * Asks again for names that Redis did not confirm in time, and fails who waits for them.
   *
   * @return whether there were any
   */
  boolean sweep() {
    long now = System.nanoTime();
    boolean late = false;
    for (Iterator<Entry> i = awaited.iterator(); i.hasNext(); ) {
      Entry entry = i.next();
      if (now - entry.sentAt < timeoutNanos) {
        continue;
      }
      late = true;
      i.remove();
      entry.awaiting = 0;
      if (!entry.wanted) {
        // Cluster refuses to let go of what moved away; a wrong count shows in mismatch().
        forget(entry);
        continue;
      }
      entry.requested = false;
      entry.missed |= entry.established;
      if (!entry.waiters.isEmpty() && !entry.established) {
        entry.wanted = false;
        entry.requested = true;
      }
      fail(entry, "not confirmed within " + timeoutNanos / 1_000_000 + " ms");
      changed.add(entry);
    }
    return late;
  }

  /**
   * Compares Redis' own count with ours while nothing is under way.
   *
   * @return what is wrong, or null
   */
  @Nullable String mismatch() {
    if (!settled() || confirmedCount < 0) {
      return null;
    }
    long expected = entries.values().stream().filter(e -> e.requested).count();
    return expected == confirmedCount
        ? null
        : "Redis hears " + confirmedCount + " channels for us, we asked for " + expected;
  }

  private void forget(Entry entry) {
    entries.remove(entry.name);
    changed.remove(entry);
  }

  private void fail(Entry entry, String reason) {
    for (CompletableFuture<Void> waiter : List.copyOf(entry.waiters)) {
      waiter.completeExceptionally(unavailable(entry.name, reason));
    }
    entry.waiters.clear();
  }

  private BrokerUnavailableException unavailable(String name, String reason) {
    return new BrokerUnavailableException(
        "subscribing to " + name + " failed on Redis " + shard + ": " + reason);
  }
}
