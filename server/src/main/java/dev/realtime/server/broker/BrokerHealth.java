package dev.realtime.server.broker;

import java.util.List;

/**
 * What the broker knows of itself.
 *
 * @param shards one entry for each shard; a memory broker has one that is always up
 */
public record BrokerHealth(List<Shard> shards) {
  /**
   * One shard's state.
   *
   * @param name address or master name, without credentials
   * @param connected commands are answered
   * @param hearing the last heartbeat sent through pub/sub came back in time
   * @param lastRoundTripMillis of the last heartbeat; -1 if none came back yet
   * @param reason why it is not up; empty if it is
   */
  public record Shard(
      String name, boolean connected, boolean hearing, long lastRoundTripMillis, String reason) {
    /** Whether clients' operations on this shard can succeed. */
    public boolean up() {
      return connected && hearing;
    }
  }

  /** Whether every shard is up. */
  public boolean up() {
    return shards.stream().allMatch(Shard::up);
  }
}
