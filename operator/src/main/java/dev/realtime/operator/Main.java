package dev.realtime.operator;

import dev.realtime.operator.incident.RunListener;
import dev.realtime.operator.process.OperatorProcess;
import dev.realtime.operator.process.OperatorSettings;
import dev.realtime.operator.reconcile.RealtimeServiceReconciler;
import dev.realtime.operator.reconcile.RedisWatch;
import dev.realtime.operator.runbook.AlertWebhook;
import dev.realtime.operator.runbook.RunEvents;
import dev.realtime.operator.runbook.RunMetrics;
import dev.realtime.operator.runbook.RunbookEngine;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.IOException;
import java.time.Clock;
import org.apache.logging.log4j.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the operator. Exit codes: 0 after SIGTERM, 1 where it cannot start or has lost its Lease,
 * 2 where its environment is wrong.
 */
public final class Main {
  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final int CANNOT_RUN = 1;
  private static final int WRONG_ENVIRONMENT = 2;

  private Main() {}

  /** Takes no arguments; see {@link OperatorSettings} for the environment. */
  public static void main(String[] arguments) {
    OperatorSettings settings;
    try {
      settings = OperatorSettings.from(System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println("The environment is wrong:\n" + e.getMessage());
      System.exit(WRONG_ENVIRONMENT);
      return;
    }
    try {
      run(settings);
    } catch (IOException e) {
      fail("Cannot listen on management port " + settings.port() + "; is it taken?", e);
    } catch (OperatorException | KubernetesClientException e) {
      fail(
          "Cannot start. Check that the API server can be reached, that the CRDs are applied"
              + " (manifests/base/crds), and that the ServiceAccount has the permissions of"
              + " manifests/base/rbac.yaml",
          e);
    }
  }

  private static void run(OperatorSettings settings) throws IOException {
    KubernetesClient client = new KubernetesClientBuilder().build();
    OperatorProcess process = new OperatorProcess(settings, client, Main::endSoon);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      process.close();
                      LogManager.shutdown();
                    }));
    RedisWatch redis = new RedisWatch();
    process.register(new RealtimeServiceReconciler(settings, redis));
    process.start();
    RunEvents events = new RunEvents(client, Clock.systemUTC());
    RunbookEngine runbook =
        new RunbookEngine(
            client,
            settings.watchNamespaces(),
            settings.selector(),
            process::leading,
            RunListener.all(new RunMetrics(process.registry()), events),
            redis,
            Clock.systemUTC());
    process.closeWith(events);
    process.closeWith(runbook);
    process.management().handle(AlertWebhook.PATH, runbook.alertWebhook());
    runbook.start();
    log.info(
        "Started: namespaces {}, server image {}",
        settings.watchNamespaces().isEmpty() ? "all" : settings.watchNamespaces(),
        settings.serverImage());
  }

  /** On a thread of its own: the one that noticed is among those that a shutdown waits for. */
  private static void endSoon() {
    Thread.ofPlatform().name("end").start(() -> System.exit(CANNOT_RUN));
  }

  private static void fail(String what, Exception cause) {
    log.error(what, cause);
    System.exit(CANNOT_RUN);
  }
}
