package dev.realtime.cli;

import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** New pods in place of the old. */
@Command(
    name = "restart",
    description =
        "Replaces the pods: new ones first, then the old ones drain. With --redis the"
            + " managed Redis instead, if its data is safe.")
final class RestartCommand extends ProcedureCommand {
  @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "the service")
  @Nullable String name;

  @Option(names = "--redis", description = "restart the managed Redis instead")
  boolean redis;

  @Override
  int run(KubernetesClient client) {
    return ask(
        client,
        services(client).one(name),
        redis ? Procedure.RESTART_REDIS : Procedure.RESTART,
        ActionParameters.none());
  }
}
