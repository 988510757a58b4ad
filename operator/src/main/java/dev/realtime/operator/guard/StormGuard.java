package dev.realtime.operator.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Holds actions back while many services are in trouble at once: what they share (a node, a
 * network, a registry, the operator itself) is the likelier cause, and ten wrong repairs make it
 * worse.
 *
 * @param least services that must have opened an incident for it to be a storm
 * @param percent and their share of all services
 * @param within how close together
 */
public record StormGuard(int least, int percent, Duration within) {
  /** Three services and a third of all, within five minutes. */
  public static final StormGuard DEFAULT = new StormGuard(3, 33, Duration.ofMinutes(5));

  /** The guard's answer; Allow when there is no storm. */
  Decision decide(GuardRequest request) {
    Instant from = request.now().minus(within);
    List<Fleet.Opened> recent =
        request.fleet().opened().stream().filter(opened -> opened.at().isAfter(from)).toList();
    long services = recent.stream().map(Fleet.Opened::service).distinct().count();
    long share = 100 * services / Math.max(1, request.fleet().services());
    if (services < least || share < percent) {
      return new Decision.Allow();
    }
    Instant newest =
        recent.stream().map(Fleet.Opened::at).max(Instant::compareTo).orElse(request.now());
    return new Decision.Hold(
        "storm",
        services
            + " of "
            + request.fleet().services()
            + " services have an incident, or signs of one, within "
            + within.toMinutes()
            + " min: a shared cause is likelier than "
            + services
            + " separate ones",
        newest.plus(within));
  }
}
