package dev.realtime.server.session;

import dev.realtime.server.auth.TokenVerifier;
import dev.realtime.server.broker.Broker;
import dev.realtime.server.hub.Hub;
import dev.realtime.server.metrics.ServerMetrics;
import dev.realtime.server.proxy.Proxies;
import dev.realtime.server.trace.Tracing;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What every session of the node uses.
 *
 * @param nodeId under which other nodes reach this one
 * @param version shown to clients
 * @param live configuration in force; asked again for every decision
 * @param frozen whether publications of clients are refused for maintenance
 * @param verifier of tokens; asked for again since a reload may replace it
 * @param clock for expiry, which is in wall-clock time
 * @param random for session ids and spreading; need not be secure, ids are UUIDs
 */
public record Services(
    String nodeId,
    String version,
    Supplier<Live> live,
    BooleanSupplier frozen,
    Supplier<TokenVerifier> verifier,
    Proxies proxies,
    Broker broker,
    Hub hub,
    SessionRegistry registry,
    RateLimits limits,
    SessionMetrics sessionMetrics,
    QueueMemory queues,
    ServerMetrics metrics,
    Tracing tracing,
    InstantSource clock,
    RandomGenerator random) {}
