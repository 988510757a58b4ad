package dev.realtime.server.drain;

import dev.realtime.server.config.RebalanceConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How many clients a node sends away after a scale-out, so that a new node gets its share without
 * waiting for clients to leave by themselves.
 *
 * <p>It acts once per scale-out: when a node appears that was never seen, and has had time to take
 * clients by itself, the surplus above the mean becomes a budget, which is spent gently. A load
 * balancer that spreads unevenly on purpose is therefore not fought: when the budget is spent, that
 * is all. Nothing happens while any node refuses clients (maintenance, drain), since its share
 * would come back to us.
 *
 * <p>Of <i>n</i> nodes behind a load balancer that chooses at random, every <i>n</i>-th client that
 * is sent away comes back to this one. The budget is larger by that part.
 *
 * <p>Not thread-safe; asked once a second by one thread.
 */
public final class Rebalance {
  /** A new node takes clients by itself for this long before others send it theirs. */
  public static final Duration SETTLE = Duration.ofSeconds(15);

  /** A node that has been away for so long is a new one when it comes back. */
  static final Duration FORGET = Duration.ofHours(1);

  private final Supplier<RebalanceConfig> config;
  private final LongSupplier nanoTime;

  /** Ids of nodes, and when each was seen last. */
  private final Map<String, Long> seen = new HashMap<>();

  private long settledAt;
  private boolean pending;
  private int budget;

  /**
   * Another node.
   *
   * @param clients connected to it
   * @param accepting whether it takes new ones
   */
  public record Node(String id, int clients, boolean accepting) {}

  /**
   * A node that has seen no other yet.
   *
   * @param nanoTime the clock, as {@link System#nanoTime()}
   */
  public Rebalance(Supplier<RebalanceConfig> config, LongSupplier nanoTime) {
    this.config = config;
    this.nanoTime = nanoTime;
  }

  /**
   * How many to send away in this second.
   *
   * @param others the other nodes, as they are known
   * @param own clients of this node
   * @param accepting whether this node takes clients
   */
  public int due(List<Node> others, int own, boolean accepting) {
    long now = nanoTime.getAsLong();
    for (Node other : others) {
      if (seen.put(other.id(), now) == null) {
        pending = true;
        budget = 0;
        settledAt = now + SETTLE.toNanos();
      }
    }
    seen.values().removeIf(at -> now - at > FORGET.toNanos());
    RebalanceConfig how = config.get();
    if (how.rate() == 0
        || others.isEmpty()
        || !accepting
        || !others.stream().allMatch(Node::accepting)
        || now - settledAt < 0) {
      return 0;
    }
    int nodes = others.size() + 1;
    double mean = (own + others.stream().mapToLong(Node::clients).sum()) / (double) nodes;
    double surplus = own - mean;
    if (pending) {
      pending = false;
      boolean worthIt = surplus > mean * how.tolerance() && surplus >= how.least();
      budget = worthIt ? (int) Math.ceil(surplus * nodes / (nodes - 1)) : 0;
    }
    if (surplus < 1) {
      budget = 0;
    }
    int due = Math.min(Math.min(how.rate(), budget), (int) Math.max(0, surplus));
    budget -= due;
    return due;
  }

  /** Nodes that are not new. */
  int known() {
    return seen.size();
  }

  /** Clients that may still be sent away for the last scale-out. */
  public int budget() {
    return budget;
  }
}
