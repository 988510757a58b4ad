package dev.realtime.cli.run;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunSpec;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import dev.realtime.cli.Problem;
import dev.realtime.cli.Refusals;
import dev.realtime.cli.view.Words;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the RunbookRun that asks for a procedure. */
public final class Asked {
  /** Unlike a conflict, which has the same number. */
  private static final String THERE_ALREADY = "AlreadyExists";

  /** Ten letters and digits of a name. */
  private static final int SUFFIX_BITS = 50;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Asked() {}

  /** A run of that procedure on the service, with a name that no other has. */
  public static RunbookRun run(
      RealtimeService service,
      Procedure procedure,
      ActionParameters parameters,
      RunbookMode mode,
      @Nullable String reason) {
    var run = new RunbookRun();
    String name = service.getMetadata().getName();
    run.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(service.getMetadata().getNamespace())
            .withName(name + "-" + Words.of(procedure).toLowerCase(Locale.ROOT) + "-" + suffix())
            .withLabels(Map.of(RunbookRun.SERVICE_LABEL, name))
            .build());
    run.setSpec(
        new RunbookRunSpec(
            name,
            procedure,
            Trigger.PERSON,
            null,
            reason == null ? "asked for with kubectl realtime" : reason,
            parameters,
            mode,
            null));
    return run;
  }

  private static String suffix() {
    return new BigInteger(SUFFIX_BITS, RANDOM).setBit(SUFFIX_BITS).toString(Character.MAX_RADIX);
  }

  /**
   * Makes it. A request whose answer was lost is sent once more by the client, and the API server's
   * own generateName would name it anew: it would be done twice. That there is one of this name
   * already tells that the first request has made it.
   *
   * @throws Problem where it was not made, or nobody knows
   */
  public static void create(KubernetesClient client, RunbookRun run) {
    String what = "asking for " + run.getSpec().procedure().action();
    Refusals.ask(
        what,
        client,
        () -> {
          try {
            return client.resource(run).create();
          } catch (KubernetesClientException e) {
            if (e.getStatus() != null && THERE_ALREADY.equals(e.getStatus().getReason())) {
              return run;
            }
            if (e.getCode() <= 0 || e.getCode() / 100 == 5) {
              throw Refusals.explain(
                  what
                      + " (it may have been done: look at kubectl realtime incidents before you ask"
                      + " again)",
                  e);
            }
            throw e;
          }
        });
  }

  /** Parameters that only name replicas. */
  public static ActionParameters replicas(@Nullable Integer replicas) {
    return new ActionParameters(
        replicas, null, null, null, null, null, null, null, null, List.of(), null);
  }

  /** Parameters that only have a message for clients. */
  public static ActionParameters message(@Nullable String message) {
    return new ActionParameters(
        null, null, null, null, null, null, null, null, null, List.of(), message);
  }
}
