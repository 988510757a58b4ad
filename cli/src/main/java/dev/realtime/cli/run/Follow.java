package dev.realtime.cli.run;

import dev.realtime.api.v1alpha1.runbook.RunState;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.cli.Problem;
import dev.realtime.cli.Refusals;
import dev.realtime.cli.view.Words;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches a run until nothing more comes of it by itself, and says each change once. */
public final class Follow {
  private final KubernetesClient client;
  private final Consumer<String> say;
  private @Nullable String said;

  /** Says changes to the consumer, a line each. */
  public Follow(KubernetesClient client, Consumer<String> say) {
    this.client = client;
    this.say = say;
  }

  /**
   * Waits.
   *
   * @return the run as it is then: over, escalated, or waiting for a person
   * @throws Problem if that takes longer
   */
  public RunbookRun until(RunbookRun run, Duration most) {
    String name = run.getMetadata().getName();
    String namespace = run.getMetadata().getNamespace();
    try {
      RunbookRun last =
          client
              .resources(RunbookRun.class)
              .inNamespace(namespace)
              .withName(name)
              .waitUntilCondition(this::settled, most.toMillis(), TimeUnit.MILLISECONDS);
      if (last == null) {
        throw new Problem(
            "following RunbookRun " + name,
            "it was deleted",
            "whoever deleted it ended the procedure; ask for it again if it is still needed");
      }
      return last;
    } catch (KubernetesClientTimeoutException e) {
      throw new Problem(
          "waiting for RunbookRun " + name,
          said == null
              ? "no operator took it up within " + most.toSeconds() + " s"
              : "not over within " + most.toSeconds() + " s; the last was: " + said,
          said == null
              ? "kubectl realtime doctor looks for the operator"
              : "it goes on without you: kubectl realtime incidents " + name + " -n " + namespace,
          e);
    } catch (KubernetesClientException e) {
      throw Refusals.explain("following RunbookRun " + name, e);
    }
  }

  private boolean settled(@Nullable RunbookRun run) {
    if (run == null) {
      return true;
    }
    if (run.getStatus() == null) {
      return false;
    }
    String line = Words.of(run.getStatus().state()) + ": " + run.getStatus().summary();
    if (!line.equals(said)) {
      said = line;
      say.accept(line);
    }
    return !run.open()
        || run.getStatus().state() == RunState.AWAITING_APPROVAL
        || run.getStatus().state() == RunState.ESCALATED;
  }
}
