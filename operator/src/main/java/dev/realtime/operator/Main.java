package dev.realtime.operator;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.console.Console;
import dev.realtime.operator.console.ConsoleSettings;
import dev.realtime.operator.console.Sight;
import dev.realtime.operator.incident.RunListener;
import dev.realtime.operator.process.OperatorProcess;
import dev.realtime.operator.process.OperatorSettings;
import dev.realtime.operator.reconcile.RealtimeServiceReconciler;
import dev.realtime.operator.reconcile.RedisWatch;
import dev.realtime.operator.runbook.AlertWebhook;
import dev.realtime.operator.runbook.RunEvents;
import dev.realtime.operator.runbook.RunMetrics;
import dev.realtime.operator.runbook.RunbookEngine;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.status.ServiceStates;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
    Optional<ConsoleSettings> console;
    try {
      settings = OperatorSettings.from(System.getenv());
      console = ConsoleSettings.from(System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println("The environment is wrong:\n" + e.getMessage());
      System.exit(WRONG_ENVIRONMENT);
      return;
    }
    try {
      run(settings, console);
    } catch (IOException e) {
      fail(
          "Cannot listen on management port "
              + settings.port()
              + console.map(it -> " or console port " + it.port()).orElse("")
              + "; is it taken?",
          e);
    } catch (OperatorException | KubernetesClientException e) {
      fail(
          "Cannot start. Check that the API server can be reached, that the CRDs are applied"
              + " (manifests/base/crds), and that the ServiceAccount has the permissions of"
              + " manifests/base/rbac.yaml",
          e);
    }
  }

  private static void run(OperatorSettings settings, Optional<ConsoleSettings> console)
      throws IOException {
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
    RealtimeServiceReconciler reconciler = new RealtimeServiceReconciler(settings, runbook, redis);
    process.register(reconciler);
    new ServiceStates(reconciler::services).bindTo(process.registry());
    redis.bindTo(process.registry());
    process.alsoHealthy("caches of the runbook", runbook::watching);
    process.start();
    process.closeWith(events);
    process.closeWith(runbook);
    process.management().handle(AlertWebhook.PATH, runbook.alertWebhook());
    runbook.start();
    if (console.isPresent()) {
      process.closeWith(
          new Console(
              console.get(),
              settings,
              client,
              sight(runbook),
              process::leading,
              Clock.systemUTC()));
    }
    log.info(
        "Started: namespaces {}, server image {}",
        settings.watchNamespaces().isEmpty() ? "all" : settings.watchNamespaces(),
        settings.serverImage());
  }

  private static Sight sight(RunbookEngine runbook) {
    return new Sight() {
      @Override
      public Collection<RealtimeService> services() {
        return runbook.services();
      }

      @Override
      public List<RunbookRun> runs(String namespace, String service) {
        return runbook.runs(namespace, service);
      }

      @Override
      public Optional<Observations> observations(String namespace, String service) {
        return runbook.latest(namespace, service);
      }
    };
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
