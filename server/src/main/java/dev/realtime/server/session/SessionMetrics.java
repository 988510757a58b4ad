package dev.realtime.server.session;

import dev.realtime.server.config.SlowClientPolicy;
import dev.realtime.server.metrics.ServerMetrics;
import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What sessions count beside requests. */
public final class SessionMetrics {
  private final LongAdder queuedBytes = new LongAdder();
  private final Map<SlowClientPolicy, Counter> slowClients;
  private final Map<SlowClientPolicy, Counter> dropped;
  private final Counter resubscribes;

  /** Registers them. */
  public SessionMetrics(ServerMetrics metrics) {
    metrics.gauge(
        "realtime.client.queue.bytes",
        "Bytes waiting in the queues of slow clients; shared ones counted for each",
        queuedBytes::sum);
    slowClients =
        metrics.counters(
            "realtime.slow.clients",
            "Times a client's queue was full, by what was done",
            "policy",
            SlowClientPolicy.class);
    dropped =
        metrics.counters(
            "realtime.dropped.publications",
            "Publications not sent to a slow client, by policy",
            "policy",
            SlowClientPolicy.class);
    resubscribes =
        metrics.counter(
            "realtime.resubscribes",
            "Subscriptions ended with 2500 or 3010 so that the client recovers");
  }

  void queued(long bytes) {
    queuedBytes.add(bytes);
  }

  void slow(SlowClientPolicy policy) {
    count(slowClients, policy);
  }

  void dropped(SlowClientPolicy policy) {
    count(dropped, policy);
  }

  void resubscribe() {
    resubscribes.increment();
  }

  /** Bytes waiting in the queues of slow clients. */
  public long queuedBytes() {
    return queuedBytes.sum();
  }

  private static void count(Map<SlowClientPolicy, Counter> counters, SlowClientPolicy policy) {
    Counter counter = counters.get(policy);
    if (counter != null) {
      counter.increment();
    }
  }
}
