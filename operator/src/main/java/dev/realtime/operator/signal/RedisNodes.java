package dev.realtime.operator.signal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All the processes behind a Redis, and how they work together.
 *
 * @param master host:port of the master; null if nobody knows it, or there are several
 * @param connectedReplicas replicas in sync with the master; null if it does not answer
 * @param wantedReplicas how many there are to be; null if nobody has said
 * @param lagSeconds how long ago the furthest replica has last said how far it is
 * @param lagBytes how far the furthest replica is behind
 * @param roundTripMillis in which a publication came back; null if it did not, or was not tried
 * @param roundTripProblem why it did not come back
 * @param refusedPerSecond connections that Redis refused since the reading before, per second
 * @param problem of them as a whole, although they serve: a cluster that misses slots
 * @param nodes each one that is watched
 */
public record RedisNodes(
    @Nullable String master,
    @Nullable Integer connectedReplicas,
    @Nullable Integer wantedReplicas,
    double lagSeconds,
    double lagBytes,
    @Nullable Double roundTripMillis,
    @Nullable String roundTripProblem,
    double refusedPerSecond,
    @Nullable String problem,
    List<Node> nodes) {
  /** Nothing is known of them. */
  public static final RedisNodes UNKNOWN =
      new RedisNodes(null, null, null, 0, 0, null, null, 0, null, List.of());

  public RedisNodes {
    nodes = List.copyOf(nodes);
  }

  /**
   * One process.
   *
   * @param address host:port
   * @param role master, replica or sentinel; null if it has not said
   * @param problem null if it answers
   */
  public record Node(String address, @Nullable String role, @Nullable String problem) {}
}
