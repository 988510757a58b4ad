package dev.realtime.e2e.cluster.node;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the host can reach already.
 *
 * @param subnets destinations of its routes
 */
record Routes(List<Subnet> subnets) {
  /**
   * A route wider than this is a way to a large network (a VPN's 10.0.0.0/8, say). Ours are more
   * specific and take only their own few addresses out of it.
   */
  private static final int WIDEST_THAT_COUNTS = 16;

  /**
   * Reads the output of {@code ip -4 route show table all}. Lines begin with a type (left out for
   * {@code unicast}) and the destination.
   */
  static Routes parse(String output) {
    return new Routes(
        output
            .lines()
            .map(String::strip)
            .map(line -> line.replaceFirst("^(local|broadcast|unicast|blackhole|unreachable) ", ""))
            .map(line -> line.split("\\s+", 2)[0])
            .filter(destination -> destination.matches("[0-9./]+"))
            .map(Subnet::parse)
            .filter(subnet -> subnet.prefix() >= WIDEST_THAT_COUNTS)
            .toList());
  }

  /**
   * Returns the first plan whose addresses nobody uses.
   *
   * @param taken indexes that are promised to other clusters
   * @throws IllegalStateException where all are used
   */
  NetworkPlan firstFree(Set<Integer> taken) {
    return IntStream.rangeClosed(0, NetworkPlan.MAX_INDEX)
        .filter(index -> !taken.contains(index))
        .mapToObj(NetworkPlan::new)
        .filter(this::isFree)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No free subnet for another cluster: all of 10.96.0.0/16, 10.97.0.0/16 and"
                        + " 10.98.0.0/16 is in use on this host"));
  }

  private boolean isFree(NetworkPlan plan) {
    return subnets.stream()
        .noneMatch(
            used ->
                used.overlaps(plan.link())
                    || used.overlaps(plan.pods())
                    || used.overlaps(plan.services()));
  }
}
