package dev.realtime.cli;

import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.cli.view.RunScreen;
import dev.realtime.cli.view.RunTable;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What happened. */
@Command(
    name = "incidents",
    aliases = "runs",
    description = {
      "Lists incidents and procedures, newest first; or shows one with its evidence, plan and steps.",
      "NAME is a run, or a service whose runs are listed."
    })
final class IncidentsCommand extends ClusterCommand {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "a run, or a service")
  @Nullable String name;

  @Option(names = "--open", description = "only those that are not over")
  boolean open;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "at most so many (default: ${DEFAULT-VALUE})")
  int limit;

  @Override
  int run(KubernetesClient client) {
    String namespace = connection.namespace(client);
    List<RunbookRun> runs = services(client).runs(namespace);
    if (name != null) {
      Optional<RunbookRun> one =
          runs.stream().filter(run -> run.getMetadata().getName().equals(name)).findFirst();
      if (one.isPresent()) {
        out().print(RunScreen.of(one.get(), now(), ink()));
        return 0;
      }
      runs = runs.stream().filter(run -> run.getSpec().service().equals(name)).toList();
      if (runs.isEmpty()) {
        requireService(client);
      }
    }
    List<RunbookRun> shown = runs.stream().filter(run -> !open || run.open()).limit(limit).toList();
    out()
        .print(
            shown.isEmpty()
                ? "There are no incidents"
                    + (open ? " that are open" : "")
                    + " in namespace "
                    + namespace
                    + ".\n"
                : RunTable.of(shown, now(), ink()));
    return 0;
  }

  /** A name that is neither a run nor a service is a mistake, and not an empty list. */
  private void requireService(KubernetesClient client) {
    try {
      services(client).one(name);
    } catch (Problem noService) {
      services(client).run(String.valueOf(name));
    }
  }
}
