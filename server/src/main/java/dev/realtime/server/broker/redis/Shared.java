package dev.realtime.server.broker.redis;

import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * What all links of a broker share.
 *
 * @param supervisor the one thread on which connections are made, watched and given up, and on
 *     which subscriptions are kept
 */
record Shared(
    RedisSettings settings,
    Names names,
    Dialect dialect,
    Connector connector,
    Deliveries deliveries,
    RedisMetrics metrics,
    ScheduledExecutorService supervisor,
    RandomGenerator random,
    String brokerId) {}
