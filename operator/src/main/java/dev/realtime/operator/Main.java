package dev.realtime.operator;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.operator.console.Console;
import dev.realtime.operator.console.ConsoleSettings;
import dev.realtime.operator.console.Sight;
import dev.realtime.operator.incident.RunListener;
import dev.realtime.operator.process.ApiClients;
import dev.realtime.operator.process.OperatorProcess;
import dev.realtime.operator.process.OperatorSettings;
import dev.realtime.operator.reconcile.RealtimeServiceReconciler;
import dev.realtime.operator.reconcile.RedisWatch;
import dev.realtime.operator.reconcile.ServiceObjects;
import dev.realtime.operator.runbook.AlertWebhook;
import dev.realtime.operator.runbook.RunEvents;
import dev.realtime.operator.runbook.RunMetrics;
import dev.realtime.operator.runbook.RunbookEngine;
import dev.realtime.operator.signal.Observations;
import dev.realtime.operator.start.InstallationCheck;
import dev.realtime.operator.start.StartChecks;
import dev.realtime.operator.start.StartRefusedException;
import dev.realtime.operator.status.ServiceStates;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the operator; or, as {@code check URL}, checks an installation whose Service is there.
 * Exit codes: 0 after SIGTERM, 1 where it cannot start or has lost its Lease, 2 where its
 * environment is wrong.
 */
public final class Main {
  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final int CANNOT_RUN = 1;
  private static final int WRONG_ENVIRONMENT = 2;

  private Main() {}

  /** See {@link OperatorSettings} for the environment. */
  public static void main(String[] arguments) throws InterruptedException {
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
      if (arguments.length == 0) {
        run(settings, console);
      } else {
        System.exit(check(settings, arguments));
      }
    } catch (StartRefusedException e) {
      log.error(e.getMessage());
      System.exit(CANNOT_RUN);
    } catch (IOException e) {
      fail(
          "Cannot listen on management port "
              + settings.port()
              + console.map(it -> " or console port " + it.port()).orElse("")
              + "; is it taken?",
          e);
    } catch (OperatorException | KubernetesClientException e) {
      fail("Cannot start. Check that the API server can be reached from the pod", e);
    }
  }

  private static int check(OperatorSettings settings, String[] arguments)
      throws InterruptedException {
    if (arguments.length != 2 || !arguments[0].equals("check")) {
      System.err.println("Arguments: none, to run; or check URL, such as http://operator:8080");
      return WRONG_ENVIRONMENT;
    }
    try (KubernetesClient client = ApiClients.standard()) {
      URI service = URI.create(arguments[1]);
      return new InstallationCheck(client, settings, System.out).run(service) ? 0 : CANNOT_RUN;
    }
  }

  private static void run(OperatorSettings settings, Optional<ConsoleSettings> console)
      throws IOException, InterruptedException {
    KubernetesClient client = ApiClients.standard(settings);
    new StartChecks(client, settings).run();
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
    ServiceObjects objects = new ServiceObjects();
    RunEvents events = new RunEvents(client, Clock.systemUTC());
    RunMetrics metrics = new RunMetrics(process.registry());
    RunbookEngine runbook =
        new RunbookEngine(
            client,
            settings.watchNamespaces(),
            objects,
            settings::looksAfter,
            process::leading,
            RunListener.all(metrics, events),
            metrics::notified,
            redis,
            Clock.systemUTC());
    process.register(new RealtimeServiceReconciler(settings, runbook, redis, objects));
    new ServiceStates(objects::services).bindTo(process.registry());
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
