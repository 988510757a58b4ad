package dev.realtime.api.v1alpha1;

/**
 * What of a managed Redis cannot be changed, whether it is written out or left to its default. The
 * rules are the spec's, since a rule of a field is not asked where the field comes or goes. A Redis
 * that is managed before and after is meant: to leave it for an external one, or to come from one,
 * is a move that the rules have nothing against.
 */
final class RedisStays {
  private static final String MANAGED_BOTH =
      "(has(self.broker) && self.broker == 'Memory')"
          + " || (has(oldSelf.broker) && oldSelf.broker == 'Memory')"
          + " || (has(self.redis) && has(self.redis.external))"
          + " || (has(oldSelf.redis) && has(oldSelf.redis.external))"
          + " || ";

  /** The topology is the same as before. */
  static final String TOPOLOGY =
      MANAGED_BOTH
          + "(has(self.redis) && has(self.redis.managed) && has(self.redis.managed.topology)"
          + " ? self.redis.managed.topology : 'Single')"
          + " == (has(oldSelf.redis) && has(oldSelf.redis.managed) && has(oldSelf.redis.managed.topology)"
          + " ? oldSelf.redis.managed.topology : 'Single')";

  static final String TOPOLOGY_MESSAGE =
      "redis.managed.topology cannot be changed in place: what Redis holds would be lost. Make a"
          + " second RealtimeService and move clients to it";

  /** What survives a restart is the same as before. */
  static final String PERSISTENCE =
      MANAGED_BOTH
          + "(has(self.redis) && has(self.redis.managed) && has(self.redis.managed.persistence)"
          + " && has(self.redis.managed.persistence.mode)"
          + " ? self.redis.managed.persistence.mode : 'None')"
          + " == (has(oldSelf.redis) && has(oldSelf.redis.managed) && has(oldSelf.redis.managed.persistence)"
          + " && has(oldSelf.redis.managed.persistence.mode)"
          + " ? oldSelf.redis.managed.persistence.mode : 'None')";

  static final String PERSISTENCE_MESSAGE =
      "redis.managed.persistence.mode cannot be changed: what Redis holds would be lost. Make a"
          + " second RealtimeService and move clients to it";

  private RedisStays() {}
}
