package dev.realtime.operator.reconcile.connections;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * The replicas that connections call for, over a window of time: the most of the window counts, so
 * that pods are added at once and taken away only when fewer have been enough for all of it. The
 * window is in memory, as a HorizontalPodAutoscaler's is: after a restart it begins anew, which
 * takes nobody away.
 */
final class FloorWindow {
  private record Need(Instant at, int replicas) {}

  private final ArrayDeque<Need> needs = new ArrayDeque<>();
  private Instant since = Instant.MAX;

  /** Adds what is needed now; an incomplete count begins the window anew. */
  void add(Instant now, long connections, int perReplica, boolean complete) {
    int replicas = (int) Math.max(1, Math.ceilDiv(connections, perReplica));
    while (!needs.isEmpty() && needs.getLast().replicas() <= replicas) {
      needs.removeLast();
    }
    needs.addLast(new Need(now, replicas));
    if (!complete) {
      since = now;
    } else if (since.isAfter(now)) {
      since = now;
    }
  }

  /** The replicas needed; 0 before the first count. */
  int floor(Instant now, Duration window) {
    // The newest stays, however old: without news nothing is taken away.
    while (needs.size() > 1 && needs.getFirst().at().isBefore(now.minus(window))) {
      needs.removeFirst();
    }
    return needs.isEmpty() ? 0 : needs.getFirst().replicas();
  }

  /** Whether the whole window has been counted, so that fewer replicas may do. */
  boolean full(Instant now, Duration window) {
    return !since.isAfter(now.minus(window));
  }
}
