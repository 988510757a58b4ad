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
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What people do through the console, done with their own token and so in their own name. A request
 * whose answer was lost is sent once more by the client, so each is one that may come twice.
 */
final class Actions {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int UNAUTHORIZED = 401;

  /** Unlike a conflict, which has the same number. */
  private static final String THERE_ALREADY = "AlreadyExists";

  /** Ten letters and digits of a name. */
  private static final int SUFFIX_BITS = 50;

  private final Config cluster;
  private final Tokens tokens;
  private final SecureRandom random = new SecureRandom();

  /** At the cluster of this client, of whose own credentials nothing is used. */
  Actions(KubernetesClient client, Tokens tokens) {
    this.cluster = ApiClients.withoutCredentials(client, "realtime-console", TIMEOUT);
    this.tokens = tokens;
  }

  /** Asks for a procedure; the name of the run. */
  String ask(Session session, String namespace, String service, Procedure procedure) {
    String name =
        service
            + "-"
            + procedure.toString().toLowerCase(Locale.ROOT).replace("_", "")
            + "-"
            + suffix();
    var run = new RunbookRun();
    run.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(name)
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
    as(session, client -> create(client, run));
    return name;
  }

  /**
   * Makes it. The API server's own generateName would name it anew for the second request, and it
   * would be done twice. That there is one of this name already tells that the first has made it:
   * nobody else hits 50 random bits.
   */
  private static RunbookRun create(KubernetesClient client, RunbookRun run) {
    try {
      return client.resource(run).create();
    } catch (KubernetesClientException e) {
      if (e.getStatus() != null && THERE_ALREADY.equals(e.getStatus().getReason())) {
        return run;
      }
      throw e;
    }
  }

  private String suffix() {
    return new BigInteger(SUFFIX_BITS, random).setBit(SUFFIX_BITS).toString(Character.MAX_RADIX);
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
      throw e.getCode() == UNAUTHORIZED ? unauthorized(session) : refused(e);
    }
  }

  /** The API server knows no such token; the console may, if it asks for an audience of its own. */
  private Refused unauthorized(Session session) {
    if (!tokens.audience().isEmpty()) {
      tokens.judge(session.token());
      return new Refused(
          403,
          "audience",
          "The API server refused your token, which the console accepts: it is for the audience "
              + tokens.audience()
              + " and not for the API server's own as well. Nothing was changed.",
          "Sign in with a token for both: kubectl create token NAME --audience "
              + tokens.audience()
              + " --audience=... (docs/console.md tells how to find the API server's).");
    }
    return Refused.signedOut("token-expired", "Your token has expired or was revoked.");
  }

  private static Refused refused(KubernetesClientException e) {
    String message = text(e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
    if (e.getCode() <= 0 || e.getCode() / 100 == 5) {
      return new Refused(
          502,
          "api-server",
          "The API server did not say whether it was done, so it may have been: " + message,
          "Look at the service and its incidents before you ask again.");
    }
    String why = "The API server refused: " + message + " Nothing was changed.";
    return switch (e.getCode()) {
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
