package dev.realtime.operator.guard;

import java.time.Instant;
import java.util.List;

/**
 * All services this operator looks after.
 *
 * @param services how many there are
 * @param opened the incidents opened lately, over all services, and those about to be
 */
public record Fleet(int services, List<Opened> opened) {
  public Fleet {
    opened = List.copyOf(opened);
  }

  /**
   * An incident.
   *
   * @param service namespace and name
   */
  public record Opened(String service, Instant at) {}
}
