package dev.realtime.server.broker.redis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The broker's meters, all of them: {@code realtime_redis_*} in Prometheus.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><td>up{shard}</td><td>1 if the shard answers, accepts writes and its messages are heard</td></tr>
 * <tr><td>round_trip_seconds{shard}</td><td>heartbeat through script and pub/sub</td></tr>
 * <tr><td>errors_total{shard,kind}</td><td>failed commands by Redis' error</td></tr>
 * <tr><td>in_flight{shard}</td><td>commands that wait for their answer</td></tr>
 * <tr><td>reconnects_total{shard,connection}</td><td>connections made anew</td></tr>
 * <tr><td>given_up_total{shard,why}</td><td>connections closed by us: silent, deaf, demoted, moved,
 * miscounted</td></tr>
 * <tr><td>resubscribes_total{shard}</td><td>channels subscribed again after a loss</td></tr>
 * <tr><td>script_reloads_total{shard}</td><td>scripts the server had lost</td></tr>
 * <tr><td>buffered_messages, buffered_bytes{lane}</td><td>heard, not handed on yet</td></tr>
 * <tr><td>dropped_messages_total, gaps_total</td><td>what a full lane dropped; channels reported as
 * possibly missing something</td></tr>
 * <tr><td>dropped_control_messages_total</td><td>of these, what nodes tell each other</td></tr>
 * <tr><td>malformed_messages_total</td><td>what others published under our names</td></tr>
 * </table>
 */
final class RedisMetrics {
  private final MeterRegistry registry;
  private final Counter dropped;
  private final Counter gaps;
  private final Counter malformed;
  private final Counter controlDropped;

  RedisMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.dropped = registry.counter("realtime.redis.dropped.messages");
    this.gaps = registry.counter("realtime.redis.gaps");
    this.malformed = registry.counter("realtime.redis.malformed.messages");
    this.controlDropped = registry.counter("realtime.redis.dropped.control.messages");
  }

  /** Registers a shard's gauges. */
  void shard(String shard, Supplier<Number> up, Supplier<Number> inFlight) {
    Gauge.builder("realtime.redis.up", up).tags("shard", shard).register(registry);
    Gauge.builder("realtime.redis.in.flight", inFlight).tags("shard", shard).register(registry);
  }

  /** Forgets a shard that left the Cluster. */
  void remove(String shard) {
    registry.getMeters().stream()
        .filter(meter -> meter.getId().getName().startsWith("realtime.redis."))
        .filter(meter -> shard.equals(meter.getId().getTag("shard")))
        .forEach(registry::remove);
  }

  /** Registers a lane's gauges. */
  void lane(int lane, Supplier<Number> messages, Supplier<Number> bytes) {
    String number = Integer.toString(lane);
    Gauge.builder("realtime.redis.buffered.messages", messages)
        .tags("lane", number)
        .register(registry);
    Gauge.builder("realtime.redis.buffered.bytes", bytes).tags("lane", number).register(registry);
  }

  void roundTrip(String shard, long nanos) {
    Timer.builder("realtime.redis.round.trip")
        .tags("shard", shard)
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(2))
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  void error(String shard, RedisError error) {
    registry
        .counter(
            "realtime.redis.errors",
            Tags.of("shard", shard, "kind", error.name().toLowerCase(Locale.ROOT)))
        .increment();
  }

  void reconnect(String shard, String connection) {
    registry
        .counter("realtime.redis.reconnects", Tags.of("shard", shard, "connection", connection))
        .increment();
  }

  void givenUp(String shard, String why) {
    registry.counter("realtime.redis.given.up", Tags.of("shard", shard, "why", why)).increment();
  }

  void resubscribed(String shard, int channels) {
    registry.counter("realtime.redis.resubscribes", "shard", shard).increment(channels);
  }

  void scriptReload(String shard) {
    registry.counter("realtime.redis.script.reloads", "shard", shard).increment();
  }

  void dropped() {
    dropped.increment();
  }

  void controlDropped() {
    controlDropped.increment();
  }

  void gaps(int channels) {
    gaps.increment(channels);
  }

  void malformed() {
    malformed.increment();
  }
}
