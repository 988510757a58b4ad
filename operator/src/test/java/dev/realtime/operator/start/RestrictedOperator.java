package dev.realtime.operator.start;

import dev.realtime.operator.cluster.ApiServer;
import dev.realtime.operator.incident.RunListener;
import dev.realtime.operator.process.OperatorProcess;
import dev.realtime.operator.process.OperatorSettings;
import dev.realtime.operator.reconcile.RealtimeServiceReconciler;
import dev.realtime.operator.reconcile.RedisWatch;
import dev.realtime.operator.reconcile.ServiceObjects;
import dev.realtime.operator.runbook.RunEvents;
import dev.realtime.operator.runbook.RunbookEngine;
import dev.realtime.operator.signal.ObservedServices;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** A whole operator with the rights of its ServiceAccount and no others. */
final class RestrictedOperator implements AutoCloseable {
  private final KubernetesClient client;
  private final OperatorProcess process;

  private RestrictedOperator(KubernetesClient client, OperatorProcess process) {
    this.client = client;
    this.process = process;
  }

  /**
   * @param seen observations that take the place of those of real pods, which no kubelet starts
   */
  static RestrictedOperator start(ApiServer server, ObservedServices seen)
      throws IOException, InterruptedException {
    OperatorSettings settings =
        OperatorSettings.from(
            Map.of(
                "REALTIME_SERVER_IMAGE", "realtime.dev/server:test",
                "REALTIME_REDIS_IMAGE", "realtime.dev/redis:test",
                "OPERATOR_NAMESPACE", Roles.NAMESPACE,
                "POD_NAME", "restricted",
                "MANAGEMENT_PORT", "0"));
    KubernetesClient client = server.clientOf(Roles.NAMESPACE, Roles.OPERATOR);
    new StartChecks(client, settings).run();
    OperatorProcess process = new OperatorProcess(settings, client, () -> {});
    RedisWatch redis = new RedisWatch();
    ServiceObjects objects = new ServiceObjects();
    RunEvents events = new RunEvents(client, Clock.systemUTC());
    RunbookEngine runbook =
        new RunbookEngine(
            client,
            Set.of(),
            objects,
            settings::looksAfter,
            process::leading,
            RunListener.all(events),
            _ -> {},
            redis,
            Clock.systemUTC());
    process.register(
        new RealtimeServiceReconciler(
            settings,
            (namespace, service) ->
                seen.latest(namespace, service).or(() -> runbook.latest(namespace, service)),
            redis,
            objects));
    process.start();
    process.closeWith(events);
    process.closeWith(runbook);
    runbook.start();
    return new RestrictedOperator(client, process);
  }

  /** With its rights. */
  KubernetesClient client() {
    return client;
  }

  @Override
  public void close() {
    process.close();
  }
}
