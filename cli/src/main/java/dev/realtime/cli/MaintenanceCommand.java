package dev.realtime.cli;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.RealtimeServiceStatus;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.api.v1alpha1.runbook.RunbookRun;
import dev.realtime.cli.run.Asked;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Maintenance mode. */
@Command(
    name = "maintenance",
    description = "Turns maintenance mode on or off: while it is on, new clients get 503.")
final class MaintenanceCommand extends ProcedureCommand {
  private static final Set<Procedure> MAINTENANCE =
      EnumSet.of(Procedure.MAINTENANCE_ON, Procedure.MAINTENANCE_OFF);

  /** What to do. */
  enum Switch {
    ON,
    OFF;

    @Override
    public String toString() {
      return this == ON ? "on" : "off";
    }

    /** From the word on the command line. */
    static final class Reader implements ITypeConverter<Switch> {
      @Override
      public Switch convert(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
          case "on" -> ON;
          case "off" -> OFF;
          default -> throw new TypeConversionException("say on or off, not '" + word + "'");
        };
      }
    }
  }

  @Parameters(
      index = "0",
      paramLabel = "on|off",
      description = "on or off",
      converter = Switch.Reader.class)
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
    if (asWanted(service) && !changing(client, service)) {
      out().println("Maintenance mode is " + to + " already; nothing was changed.");
      return 0;
    }
    return ask(
        client,
        service,
        to == Switch.ON ? Procedure.MAINTENANCE_ON : Procedure.MAINTENANCE_OFF,
        Asked.message(to == Switch.ON ? message : null));
  }

  /** True if the status says so, of the spec as it is; an Unknown condition says nothing. */
  private boolean asWanted(RealtimeService service) {
    RealtimeServiceStatus status = service.statusOrEmpty();
    String wanted = to == Switch.ON ? "True" : "False";
    return service.getMetadata().getGeneration().equals(status.observedGeneration())
        && status
            .condition("MaintenanceMode")
            .filter(condition -> wanted.equals(condition.getStatus()))
            .isPresent();
  }

  /** True while a run is on its way that will switch it: the status does not know of it yet. */
  private boolean changing(KubernetesClient client, RealtimeService service) {
    return services(client).runs(service.getMetadata().getNamespace()).stream()
        .filter(run -> run.getSpec().service().equals(service.getMetadata().getName()))
        .filter(RunbookRun::open)
        .anyMatch(run -> MAINTENANCE.contains(run.getSpec().procedure()));
  }
}
