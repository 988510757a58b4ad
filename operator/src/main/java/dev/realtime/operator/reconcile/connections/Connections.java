package dev.realtime.operator.reconcile.connections;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a reconcile is told about connections.
 *
 * @param total of all pods, rounded; null: it cannot be counted
 * @param byPod of each pod that answers, rounded
 * @param floor replicas that connections per replica call for; 0: none, or not counted
 * @param mayShrink whether fewer replicas than there are may do
 */
public record Connections(
    @Nullable Long total, Map<String, Long> byPod, int floor, boolean mayShrink) {
  private static final int EXACT = 100;

  public Connections {
    byPod = Map.copyOf(byPod);
  }

  /** Nothing has been counted. */
  public static Connections unknown() {
    return new Connections(null, Map.of(), 0, false);
  }

  /** The replicas needed where there are that many now; 0: none, or not counted. */
  public int floorAt(int current) {
    return floor == 0 || mayShrink ? floor : Math.max(floor, current);
  }

  /** Two digits of a number above 100, so that it does not change all the time. */
  static long rounded(long number) {
    long unit = 1;
    while (number / unit >= EXACT) {
      unit *= 10;
    }
    return Math.round((double) number / unit) * unit;
  }
}
