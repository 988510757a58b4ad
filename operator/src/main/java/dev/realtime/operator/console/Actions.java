package dev.realtime.operator.console;

import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunSpec;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import dev.realtime.operator.process.ApiClients;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people do through the console, done with their own token and so in their own name. */
final class Actions {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private final Config cluster;

  /** At the cluster of this client, of whose own credentials nothing is used. */
  Actions(KubernetesClient client) {
    cluster = ApiClients.withoutCredentials(client, "realtime-console", TIMEOUT);
  }

  /** Asks for a procedure; the name of the run. */
  String ask(Session session, String namespace, String service, Procedure procedure) {
    var run = new RunbookRun();
    run.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withGenerateName(
                service
                    + "-"
                    + procedure.toString().toLowerCase(Locale.ROOT).replace("_", "")
                    + "-")
            .withLabels(Map.of(RunbookRun.SERVICE_LABEL, service))
            .build());
    run.setSpec(
        new RunbookRunSpec(
            service,
            procedure,
            Trigger.PERSON,
            null,
            "asked for in the console by " + session.user().name(),
            ActionParameters.none(),
            RunbookMode.AUTO,
            null));
    return as(session, client -> client.resource(run).create().getMetadata().getName());
  }

  /** Approves exactly that plan of the run. */
  void approve(Session session, String namespace, String run, String plan) {
    as(
        session,
        client ->
            client
                .resources(RunbookRun.class)
                .inNamespace(namespace)
                .withName(run)
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    Serialization.asJson(
                        Map.of(
                            "spec",
                            Map.of(
                                "approval", Map.of("plan", plan, "by", session.user().name()))))));
  }

  private interface Request<T> {
    T send(KubernetesClient client);
  }

  private <T> T as(Session session, Request<T> request) {
    Config config = new ConfigBuilder(cluster).withOauthToken(session.token()).build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      return request.send(client);
    } catch (KubernetesClientException e) {
      throw refused(e);
    }
  }

  private static Refused refused(KubernetesClientException e) {
    String message = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
    String why = "The API server refused: " + text(message) + " Nothing was changed.";
    return switch (e.getCode()) {
      case 401 -> Refused.signedOut("token-expired", "Your token has expired or was revoked.");
      case 403 ->
          new Refused(403, "not-allowed", why, "Ask for the ClusterRole realtime-edit there.");
      case 404 -> new Refused(404, "gone", why, "Look at the list of incidents again.");
      case 409, 422 ->
          new Refused(409, "outdated", why, "Reload the page, and read the plan again.");
      default -> new Refused(502, "api-server", why, "Try again.");
    };
  }

  private static String text(@Nullable String message) {
    return message == null ? "no reason given." : message.endsWith(".") ? message : message + ".";
  }

  /** Procedures that have a button. */
  static final List<Procedure> OFFERED =
      List.of(Procedure.MAINTENANCE_ON, Procedure.MAINTENANCE_OFF, Procedure.RESTART);
}
