package dev.realtime.e2e.runbook;

import dev.realtime.e2e.cluster.Cluster;
import dev.realtime.e2e.cluster.sys.ClusterException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A container is killed, and again whenever Kubernetes has started it; closing ends it. */
final class Killing implements AutoCloseable {
  private static final int EVERY_MILLIS = 200;

  private final Cluster cluster;
  private final String namespace;
  private final String pod;
  private final String container;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("killing").factory());
  private final ScheduledFuture<?> killing;
  private boolean running = true;

  /** Kills it for the first time at once. */
  Killing(Cluster cluster, String namespace, String pod, String container) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.pod = pod;
    this.container = container;
    cluster.faults().kill(namespace, pod, container);
    this.killing =
        ticker.scheduleWithFixedDelay(
            this::kill, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void kill() {
    try {
      cluster.faults().kill(namespace, pod, container);
      running = true;
    } catch (ClusterException e) {
      // It does not run: that is what is wanted. Said once, not five times a second.
      if (running) {
        System.err.println(pod + " is down: " + e.getMessage());
      }
      running = false;
    }
  }

  @Override
  public void close() {
    if (killing.isDone()) {
      throw new IllegalStateException("the killing has ended on its own: " + killing.state());
    }
    ticker.close();
  }
}
