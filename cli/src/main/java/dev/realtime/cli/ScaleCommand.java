package dev.realtime.cli;

import dev.realtime.api.v1alpha1.RealtimeService;
import dev.realtime.api.v1alpha1.runbook.IncidentStatus;
import dev.realtime.api.v1alpha1.runbook.Procedure;
import dev.realtime.cli.run.Asked;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Another number of pods. */
@Command(
    name = "scale",
    description = {
      "Changes the number of pods.",
      "With --replicas for good: spec.replicas is changed. With --emergency until the trouble is"
          + " over: a RunbookRun asks for it, and the operator gives the pods back by itself."
    })
final class ScaleCommand extends ProcedureCommand {
  private static final int MOST = 1000;

  @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "the service")
  @Nullable String name;

  @Option(names = "--replicas", paramLabel = "N", description = "how many pods")
  @Nullable Integer replicas;

  @Option(
      names = "--emergency",
      description =
          "only until the service is well; without --replicas to"
              + " spec.runbook.emergencyReplicas")
  boolean emergency;

  @Override
  int run(KubernetesClient client) {
    if (replicas == null && !emergency) {
      throw new ParameterException(
          spec.commandLine(), "say how many: --replicas N, or --emergency");
    }
    if (replicas != null && (replicas < (emergency ? 1 : 0) || replicas > MOST)) {
      throw new ParameterException(
          spec.commandLine(),
          "--replicas is "
              + replicas
              + "; give a number from "
              + (emergency ? 1 : 0)
              + " to "
              + MOST);
    }
    RealtimeService service = services(client).one(name);
    return emergency
        ? ask(client, service, Procedure.EMERGENCY_SCALE, Asked.replicas(replicas))
        : forGood(client, service, replicas == null ? 0 : replicas);
  }

  private int forGood(KubernetesClient client, RealtimeService service, int wanted) {
    String key = service.getMetadata().getNamespace() + "/" + service.getMetadata().getName();
    if (service.getSpec().autoscaling() != null) {
      throw new Problem(
          "scaling " + key,
          "its pods follow load: spec.autoscaling decides, between "
              + service.getSpec().autoscaling().minReplicas()
              + " and "
              + service.getSpec().autoscaling().maxReplicas(),
          "change spec.autoscaling.minReplicas, or use --emergency for the moment");
    }
    if (dryRun) {
      out().println("would set spec.replicas of " + key + " to " + wanted);
      warn(service);
      return 0;
    }
    Refusals.ask(
        "scaling " + key,
        client,
        () ->
            client
                .resources(RealtimeService.class)
                .inNamespace(service.getMetadata().getNamespace())
                .withName(service.getMetadata().getName())
                .scale(wanted));
    out().println(key + " has spec.replicas " + wanted + " now");
    warn(service);
    return 0;
  }

  /** A repair is about one spec, and ends with the next. */
  private void warn(RealtimeService service) {
    IncidentStatus incident = service.statusOrEmpty().incident();
    if (incident != null && incident.symptom() != null) {
      out()
          .println(
              "A new spec ends RunbookRun "
                  + incident.run()
                  + ", which is at work on "
                  + incident.symptom().text()
                  + "; a new run begins if that stays. --emergency leaves the spec as it is.");
    }
  }
}
