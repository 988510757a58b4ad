package dev.realtime.cli;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.cli.run.Asked;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Maintenance mode. */
@Command(
    name = "maintenance",
    description = "Turns maintenance mode on or off: while it is on, new clients get 503.")
final class MaintenanceCommand extends ProcedureCommand {
  /** What to do. */
  enum Switch {
    ON,
    OFF;

    @Override
    public String toString() {
      return this == ON ? "on" : "off";
    }
  }

  @Parameters(index = "0", paramLabel = "on|off", description = "${COMPLETION-CANDIDATES}")
  Switch to = Switch.OFF;

  @Parameters(index = "1", arity = "0..1", paramLabel = "SERVICE", description = "the service")
  @Nullable String name;

  @Option(
      names = "--message",
      paramLabel = "JSON",
      description = "sent to connected clients when it begins")
  @Nullable String message;

  @Override
  int run(KubernetesClient client) {
    RealtimeService service = services(client).one(name);
    boolean on = service.statusOrEmpty().isTrue("MaintenanceMode");
    if (on == (to == Switch.ON)) {
      out().println("Maintenance mode is " + to + " already; nothing was changed.");
      return 0;
    }
    return ask(
        client,
        service,
        to == Switch.ON ? Procedure.MAINTENANCE_ON : Procedure.MAINTENANCE_OFF,
        Asked.message(to == Switch.ON ? message : null));
  }
}
