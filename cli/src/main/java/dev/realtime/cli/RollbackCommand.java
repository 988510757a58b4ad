package dev.realtime.cli;

import dev.realtime.api.v1alpha1.runbook.ActionParameters;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Back to what was good. */
@Command(
    name = "rollback",
    description = "Returns to the last known good image and configuration, until the spec changes.")
final class RollbackCommand extends ProcedureCommand {
  @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "the service")
  @Nullable String name;

  @Option(names = "--configuration", description = "only the configuration; the image stays")
  boolean configuration;

  @Override
  int run(KubernetesClient client) {
    return ask(
        client,
        services(client).one(name),
        configuration ? Procedure.RESTORE_CONFIGURATION : Procedure.ROLLBACK,
        ActionParameters.none());
  }
}
