package dev.realtime.operator.signal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Redis behind the service, as the operator itself sees it.
 *
 * @param managed whether it belongs to this resource
 * @param reachable whether all that serve answer PING within their time, and a cluster is up
 * @param problem what went wrong, if it does not answer
 * @param pingMillis time of a PING, the longest of several; 0 if it does not answer
 * @param memory of the one that is fullest; null if it does not answer
 * @param persistence of a Redis that does not answer, as it last was; null if that is not known
 * @param slowLog the newest entries of its slow log, newest first
 * @param pods its pods, if it is managed
 * @param nodes its processes, as they answer
 */
public record RedisFact(
    boolean managed,
    boolean reachable,
    @Nullable String problem,
    double pingMillis,
    @Nullable Memory memory,
    @Nullable Persistence persistence,
    List<SlowCommand> slowLog,
    List<RedisPod> pods,
    RedisNodes nodes) {
  public RedisFact {
    slowLog = List.copyOf(slowLog);
    pods = List.copyOf(pods);
  }

  /** Without its processes. */
  public RedisFact(
      boolean managed,
      boolean reachable,
      @Nullable String problem,
      double pingMillis,
      @Nullable Memory memory,
      @Nullable Persistence persistence,
      List<SlowCommand> slowLog,
      List<RedisPod> pods) {
    this(
        managed,
        reachable,
        problem,
        pingMillis,
        memory,
        persistence,
        slowLog,
        pods,
        RedisNodes.UNKNOWN);
  }

  /**
   * Memory of the master; of several that serve, the fullest's, and the rates of all.
   *
   * @param maxBytes maxmemory; 0 if unbounded
   * @param evictedPerSecond keys evicted per second since the reading before
   * @param rejectedPerSecond writes refused for lack of memory per second since the reading before
   */
  public record Memory(
      long usedBytes,
      long maxBytes,
      String policy,
      double evictedPerSecond,
      double rejectedPerSecond) {
    /** Use in percent of maxmemory; 0 if unbounded. */
    public double percent() {
      return maxBytes <= 0 ? 0 : 100.0 * usedBytes / maxBytes;
    }
  }

  /**
   * An entry of the slow log.
   *
   * @param at when it ran, by the clock of Redis
   * @param micros how long it ran, without waiting and sending
   * @param command its name and first argument, cut, and how many more there were: no values
   */
  public record SlowCommand(Instant at, long micros, String command) {
    @Override
    public String toString() {
      return "%s %d us %s".formatted(at, micros, command);
    }
  }

  /**
   * What would survive a restart.
   *
   * @param appendOnly whether every write goes to the append-only file
   * @param appendOnlyOk whether its last write and rewrite succeeded
   * @param loading whether it is reading its data set in right now
   * @param keys keys it holds
   */
  public record Persistence(
      boolean appendOnly, boolean appendOnlyOk, boolean snapshotOk, boolean loading, long keys) {}

  /**
   * A pod of a managed Redis.
   *
   * @param uid tells this pod from a later one of the same name
   * @param running whether its process runs, so that it may hold something in memory
   * @param persistentVolume whether its data directory outlives the pod
   * @param starting whether its process runs and has not answered its startup probe yet: it may be
   *     reading its data set in, and the kubelet ends it when that takes too long
   */
  public record RedisPod(
      String name,
      String uid,
      boolean running,
      boolean ready,
      boolean persistentVolume,
      boolean terminating,
      boolean starting) {
    /** One that has started up, if it runs. */
    public RedisPod(
        String name,
        String uid,
        boolean running,
        boolean ready,
        boolean persistentVolume,
        boolean terminating) {
      this(name, uid, running, ready, persistentVolume, terminating, false);
    }
  }
}
