package dev.realtime.cli.run;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.api.v1alpha1.runbook.RunbookRunSpec;
import dev.realtime.api.v1alpha1.runbook.Trigger;
import dev.realtime.cli.view.Words;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the RunbookRun that asks for a procedure. */
public final class Asked {
  private Asked() {}

  /** A run of that procedure on the service; the API server gives it a name of its own. */
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
            .withGenerateName(name + "-" + Words.of(procedure).toLowerCase(Locale.ROOT) + "-")
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
