package dev.realtime.cli;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookMode;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.cli.run.Asked;
import dev.realtime.cli.run.Follow;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that asks for a procedure of the runbook, and follows it until its verdict. */
abstract class ProcedureCommand extends ClusterCommand {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "why; stands in the record of the run")
  @Nullable String reason;

  @Option(names = "--no-wait", description = "do not wait for the verdict")
  boolean noWait;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "how long to wait for the verdict (default: ${DEFAULT-VALUE})")
  int timeoutSeconds;

  @Option(names = "--dry-run", description = "only say what would be done")
  boolean dryRun;

  /** Asks for the procedure; 0 if it did what it says. */
  final int ask(
      KubernetesClient client,
      RealtimeService service,
      Procedure procedure,
      ActionParameters parameters) {
    RunbookRun run =
        Asked.run(
            service,
            procedure,
            parameters,
            dryRun ? RunbookMode.DRY_RUN : RunbookMode.AUTO,
            reason);
    Asked.create(client, run);
    String name = run.getMetadata().getName();
    String more = "kubectl realtime incidents " + name + " -n " + run.getMetadata().getNamespace();
    out().println("RunbookRun " + name + " asked for");
    out().flush();
    if (noWait) {
      out().println("follow it with: " + more);
      return 0;
    }
    RunbookRun end = new Follow(client, this::say).until(run, Duration.ofSeconds(timeoutSeconds));
    RunState state = end.getStatus().state();
    if (state == RunState.SUCCEEDED || state == RunState.DRY_RUN) {
      return 0;
    }
    throw new Problem(
        "RunbookRun " + name, end.getStatus().summary(), "read the whole record: " + more);
  }

  private void say(String line) {
    out().println("  " + line);
    out().flush();
  }
}
