package dev.realtime.server.broker.redis;

import dev.realtime.server.broker.BrokerListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The lanes from Redis to the listener. A channel stays on one lane whichever shard it is heard
 * from, so its order holds also while a Cluster slot moves.
 */
final class Deliveries {
  private final Names names;
  private final List<Lane> lanes;

  Deliveries(
      Names names, BrokerListener listener, RedisSettings.Bounds bounds, RedisMetrics metrics) {
    this.names = names;
    List<Lane> made = new ArrayList<>();
    for (int i = 0; i < Math.max(1, bounds.lanes()); i++) {
      made.add(new Lane(i, listener, bounds, metrics));
    }
    this.lanes = List.copyOf(made);
  }

  void start() {
    lanes.forEach(Lane::start);
  }

  /** Passes on a message heard on a pub/sub channel. Never waits. */
  void heard(String name, byte[] body) {
    String subject = names.subject(name);
    lane(subject).heard(names.kind(name), subject, body);
  }

  /** Reports names whose connection was lost, behind all that was heard over it. */
  void interrupted(List<String> lost) {
    byLane(lost).forEach(Lane::interrupted);
  }

  /** Reports names whose messages may have been missed until now. */
  void gap(List<String> missed) {
    byLane(missed).forEach(Lane::gap);
  }

  private Map<Lane, List<String>> byLane(List<String> heard) {
    Map<Lane, List<String>> byLane = new HashMap<>();
    for (String name : heard) {
      if (names.kind(name) == Dialect.CHANNEL) {
        String channel = names.subject(name);
        byLane.computeIfAbsent(lane(channel), l -> new ArrayList<>()).add(channel);
      }
    }
    return byLane;
  }

  private Lane lane(String subject) {
    return lanes.get(Math.floorMod(subject.hashCode(), lanes.size()));
  }

  /** Ends deliveries before it returns. */
  void close() {
    lanes.forEach(Lane::close);
  }
}
