package dev.realtime.bench.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.bench.operator.Dependents.Budget;
import dev.realtime.bench.operator.Dependents.Config;
import dev.realtime.bench.operator.Dependents.Identity;
import dev.realtime.bench.operator.Dependents.Network;
import dev.realtime.bench.operator.Dependents.Pods;
import dev.realtime.bench.operator.Dependents.Reach;
import dev.realtime.bench.operator.Dependents.TokenKey;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A reconciler with a managed workflow, and nothing else. */
@Workflow(
    dependents = {
      @Dependent(type = Identity.class),
      @Dependent(type = TokenKey.class),
      @Dependent(type = Config.class),
      @Dependent(type = Reach.class),
      @Dependent(type = Network.class),
      @Dependent(type = Pods.class),
      @Dependent(type = Budget.class)
    })
@ControllerConfiguration(name = "bare")
public final class BareOperator implements Reconciler<RealtimeService> {
  private final AtomicLong done = new AtomicLong();

  @Override
  public UpdateControl<RealtimeService> reconcile(
      RealtimeService service, Context<RealtimeService> context) {
    boolean ready =
        context
            .getSecondaryResource(Deployment.class)
            .map(Deployment::getStatus)
            .map(status -> status.getReadyReplicas())
            .filter(replicas -> replicas > 0)
            .isPresent();
    done.incrementAndGet();
    if (ready == service.statusOrEmpty().isTrue("Ready")
        && service.statusOrEmpty().condition("Ready").isPresent()) {
      return UpdateControl.noUpdate();
    }
    return UpdateControl.patchStatus(withStatus(service, ready));
  }

  /** A fresh object with the status alone: applying it touches nothing else. */
  private static RealtimeService withStatus(RealtimeService service, boolean ready) {
    Condition condition =
        new ConditionBuilder()
            .withType("Ready")
            .withStatus(ready ? "True" : "False")
            .withReason(ready ? "PodsReady" : "PodsNotReady")
            .withMessage(ready ? "Pods are ready." : "No pod is ready.")
            .withLastTransitionTime(Instant.now().toString())
            .withObservedGeneration(service.getMetadata().getGeneration())
            .build();
    RealtimeService fresh = new RealtimeService();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withName(service.getMetadata().getName())
            .withNamespace(service.getMetadata().getNamespace())
            .build());
    RealtimeServiceStatus none = RealtimeServiceStatus.empty();
    fresh.setStatus(
        new RealtimeServiceStatus(
            service.getMetadata().getGeneration(),
            none.replicas(),
            none.readyReplicas(),
            none.updatedReplicas(),
            none.selector(),
            none.scale(),
            none.connections(),
            none.redis(),
            none.revision(),
            none.lastKnownGood(),
            none.operator(),
            List.of(condition),
            none.checklist(),
            none.incident(),
            none.symptoms(),
            none.overrides()));
    return fresh;
  }

  /** Counts reconciles where the project's operator counts them, under the same name. */
  private void serve(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] answer =
              ("operator_sdk_reconciliations_success_total " + done.get() + "\n").getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  /** Runs it, with the environment that the project's operator is given. */
  public static void main(String[] arguments) throws IOException {
    BareOperator reconciler = new BareOperator();
    Operator operator = new Operator();
    operator.register(reconciler);
    operator.installShutdownHook(java.time.Duration.ofSeconds(5));
    operator.start();
    Map<String, String> environment = System.getenv();
    reconciler.serve(Integer.parseInt(environment.getOrDefault("MANAGEMENT_PORT", "9080")));
  }
}
