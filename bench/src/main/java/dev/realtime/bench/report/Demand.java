package dev.realtime.bench.report;

import java.util.List;

/**
 * What is asked of an installation.
 *
 * @param name of the example
 * @param connections that are open
 * @param publications a second, all channels together, with history
 * @param audience subscribers of a channel
 */
record Demand(String name, long connections, double publications, long audience) {
  /** A million connections: notifications, chat rooms, and one broadcast to all. */
  static final List<Demand> MILLION =
      List.of(
          new Demand("notifications, a channel each", 1_000_000, 20_000, 1),
          new Demand("rooms of 100", 1_000_000, 5_000, 100),
          new Demand("broadcast to all", 1_000_000, 1, 1_000_000));

  double deliveries() {
    return publications * audience;
  }

  /**
   * What it takes.
   *
   * @param pods of one core and {@link Pod#usableMebibytes} each
   * @param bound what decides their number, {@code memory} or {@code CPU}
   * @param nodesEach nodes that hear a publication
   * @param serverCores busy in all servers
   * @param redisCores busy in all shards
   * @param shards of Redis
   * @param stormSeconds until all have connected anew, with all cores at it
   */
  record Answer(
      long pods,
      String bound,
      double nodesEach,
      double serverCores,
      double redisCores,
      long shards,
      double stormSeconds) {}

  /**
   * A pod as the sum is made with.
   *
   * @param usableMebibytes resident memory that may be used of its limit
   * @param cores that may be busy of those it has: the rest is for bursts and for a pod that is
   *     lost
   */
  record Pod(double usableMebibytes, double cores) {
    /** A limit of 512 MiB and one core. */
    static final Pod USUAL = new Pod(400, 0.5);
  }

  /** Redis works on one core; half of it is for bursts. */
  private static final double SHARD_CORES = 0.5;

  private static final double MICROS = 1e6;

  /**
   * Sums up. The number of nodes that hear a publication depends on the number of pods, and that on
   * the CPU which hearing costs: pods are added until both hold.
   */
  Answer on(GrowthFit fit, Pod pod) {
    double each = fit.memory().coefficients().get(1);
    double empty = fit.memory().coefficients().getFirst();
    long byMemory = (long) Math.ceil(connections * each / (pod.usableMebibytes() - empty));
    long pods = byMemory;
    while (!suffices(fit, pods, pod)) {
      // A tenth at a time, at least one: a million rounds would not be worth it.
      pods += Math.max(1, pods / 10);
    }
    while (pods > byMemory && suffices(fit, pods - 1, pod)) {
      pods--;
    }
    double heard = nodesEach(pods);
    double redis =
        publications
            * (fit.redis().coefficients().getFirst() + fit.redis().coefficients().get(1) * heard)
            / MICROS;
    return new Answer(
        pods,
        pods == byMemory ? "memory" : "CPU",
        heard,
        serverCores(fit, pods),
        redis,
        Math.max(1, (long) Math.ceil(redis / SHARD_CORES)),
        connections * fit.connectMicros() / MICROS / pods);
  }

  private boolean suffices(GrowthFit fit, long pods, Pod pod) {
    return serverCores(fit, pods) <= pods * pod.cores();
  }

  private double serverCores(GrowthFit fit, long pods) {
    double idle = Math.max(0, fit.fanOut().coefficients().getFirst()) * pods;
    double heard =
        fit.nodes().coefficients().getFirst() + fit.nodes().coefficients().get(1) * nodesEach(pods);
    double delivered = fit.fanOut().coefficients().get(2) * deliveries();
    return (idle + publications * heard + delivered) / MICROS;
  }

  /** Expected number of pods that have at least one of the audience, spread at random. */
  private double nodesEach(long pods) {
    return pods * (1 - Math.pow(1 - 1.0 / pods, (double) audience));
  }
}
