package dev.realtime.server;

import dev.realtime.server.broker.BrokerHealth;
import dev.realtime.server.drain.Drain;
import dev.realtime.server.health.Finding;
import dev.realtime.server.health.Probe;
import dev.realtime.server.hub.HubMetrics;
import dev.realtime.server.metrics.ServerMetrics;
import dev.realtime.server.transport.Admission;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.netty.util.internal.PlatformDependent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What can be seen of a server from outside: its gauges and health checks. */
final class Signs {
  private Signs() {}

  static void register(Assembly parts, Admission admission) {
    gauges(parts);
    hub(parts);
    checks(parts, admission);
  }

  private static void gauges(Assembly parts) {
    ServerMetrics metrics = parts.metrics();
    metrics.gauge("realtime.connections", "Clients connected", parts.registry()::count);
    metrics.gauge(
        "realtime.connections.limit",
        "Clients this node takes",
        () -> parts.config().limits().connections());
    metrics.gauge("realtime.users", "Users connected", parts.registry()::users);
    metrics.gauge("realtime.channels", "Channels with subscribers here", parts.hub()::channelCount);
    metrics.gauge(
        "realtime.event.loop.lag.seconds",
        "How late the slowest event loop comes to its work",
        () -> parts.heartbeats().lag().toNanos() / 1e9);
    metrics.gauge(
        "realtime.maintenance", "1 in maintenance mode", () -> parts.maintenance().on() ? 1 : 0);
    metrics.gauge(
        "realtime.draining",
        "1 while clients are being sent away",
        () -> parts.drain().state() == Drain.State.RUNNING ? 0 : 1);
    metrics.gauge(
        "realtime.client.queue.held.bytes",
        "Memory that the queues of slow clients hold; what they share is counted once",
        parts.services().queues()::held);
    metrics.gauge(
        "realtime.client.queue.limit.bytes",
        "Most that the queues of slow clients may hold together",
        parts.services().queues()::bound);
    metrics.gauge(
        "realtime.handshakes.open",
        "Sockets that are no client yet",
        parts.clientRoutes().gate()::open);
    metrics.gauge(
        "realtime.request.body.bytes",
        "Memory that the bodies of HTTP requests under way take",
        parts.clientRoutes().bodies()::held);
    metrics.gauge(
        "realtime.request.body.limit.bytes",
        "Most that the bodies of HTTP requests under way may take",
        parts.clientRoutes().bodies()::bound);
    metrics.gauge(
        "realtime.loop.queue.limit.bytes",
        "Most that may wait for one event loop",
        () -> parts.config().limits().loopQueueSize().bytes());
    metrics.gauge(
        "realtime.direct.memory.limit.bytes",
        "Most direct memory that buffers may take",
        PlatformDependent::maxDirectMemory);
    metrics.gauge(
        "realtime.loop.queue.bytes",
        "Publications waiting for event loops",
        parts.hub()::queuedBytes);
    metrics.gauge(
        "realtime.recoveries.running",
        "Recoveries being read from history or written",
        parts.hub().recoveries()::running);
    metrics.gauge(
        "realtime.recoveries.waiting",
        "Recoveries that wait for others to be written",
        parts.hub().recoveries()::waiting);
    metrics.gauge(
        "realtime.recoveries.bytes",
        "Heap that the pages of running recoveries take",
        parts.hub().recoveries()::bytes);
    metrics.gauge(
        "realtime.direct.memory.bytes",
        "Direct memory in use by buffers",
        PlatformDependent::usedDirectMemory);
  }

  private static void hub(Assembly parts) {
    HubMetrics hub = parts.hub().metrics();
    counter(parts, "realtime.broadcasts", "Publications handed to event loops", hub.broadcasts);
    counter(
        parts,
        "realtime.loop.queue.overflows",
        "Publications not delivered at once since an event loop's queue was full",
        hub.overflowed);
    counter(
        parts,
        "realtime.streams.rolled.back",
        "Streams that had lost publications already delivered",
        hub.rolledBack);
    counter(parts, "realtime.gaps", "Gaps noticed in channels", hub.gaps);
    counter(
        parts,
        "realtime.repaired.publications",
        "Publications delivered late, from history",
        hub.repaired);
    counter(parts, "realtime.losses", "Gaps that history could not fill", hub.losses);
  }

  private static void counter(Assembly parts, String name, String description, LongAdder count) {
    FunctionCounter.builder(name, count, LongAdder::doubleValue)
        .description(description)
        .register(parts.metrics().registry());
  }

  /** Memory, threads, processor and collections of the JVM. */
  static void ofJvm(ServerMetrics metrics) {
    new JvmMemoryMetrics().bindTo(metrics.registry());
    new JvmThreadMetrics().bindTo(metrics.registry());
    new ProcessorMetrics().bindTo(metrics.registry());
    @SuppressWarnings("resource") // listens as long as the process lives
    JvmGcMetrics gc = new JvmGcMetrics();
    gc.bindTo(metrics.registry());
  }

  private static void checks(Assembly parts, Admission admission) {
    var health = parts.health();
    health.register(Probe.LIVE, "event-loops", parts.heartbeats()::check);
    health.register(Probe.LIVE, "housekeeping", parts.housekeepingBeats()::check);
    health.register(Probe.READY, "drain", parts.drain()::check);
    health.register(Probe.READY, "room", admission::room);
    health.register(Probe.HEALTH, "event-loop-lag", admission::lag);
    health.register(Probe.HEALTH, "memory", parts.memory()::check);
    health.register(Probe.HEALTH, "broker", () -> broker(parts.broker().health()));
    health.register(Probe.HEALTH, "maintenance", parts.maintenance()::check);
  }

  private static Finding broker(BrokerHealth health) {
    Map<String, Object> shards = new LinkedHashMap<>();
    StringBuilder reasons = new StringBuilder();
    for (BrokerHealth.Shard shard : health.shards()) {
      shards.put(shard.name(), shard.up() ? "up" : "down");
      if (!shard.up()) {
        reasons.append(reasons.isEmpty() ? "" : "; ").append(shard.name());
        reasons.append(": ").append(shard.reason());
      }
    }
    Map<String, Object> details = Map.of("shards", shards);
    return health.up()
        ? Finding.up(details)
        : Finding.down("the broker does not answer or is deaf: " + reasons, details);
  }
}
