package dev.realtime.operator.signal;

import dev.realtime.api.v1alpha1.RealtimeService;

/** Hears of each reading of a service's Redis, on the sampler's thread; must not wait. */
public interface RedisSightings {
  /** Nobody listens. */
  RedisSightings NONE = (_, _) -> {};

  /**
   * A reading was taken.
   *
   * @param service as it was when its samplers were made
   */
  void seen(RealtimeService service, Fact<RedisFact> fact);
}
